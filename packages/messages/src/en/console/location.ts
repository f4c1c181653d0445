/** The map, a device's positions, and the policy's section on them. English. */
import type { locationJa } from '../../ja/console/location.ts';

export const locationEn = {
  'nav.map': 'Map',
  'map.lead': 'Where each device last told it was. Policies switch positions on and off.',
  'map.label': 'Map of devices',
  'map.list': 'Devices in view',
  'map.count': '{count, plural, =0 {No device in view} one {# device in view} other {# devices in view}}',
  'map.empty':
    'Move the map or zoom out. If there is no device anywhere, switch on “Location” in a policy: devices then tell their position every 15 minutes while somebody is logged on.',
  'map.notAllowed': 'You may not see positions.',
  'map.zoomIn': 'Zoom in',
  'map.zoomOut': 'Zoom out',
  'map.broken': 'This browser cannot draw the map',
  'map.broken.text': 'It has no WebGL. The positions stand in the list.',
  'map.locked': 'Locked',
  'map.place.at': '{name}, {country}',
  'map.place.near': 'about {km, number, ::.} km from {name}, {country}',
  'map.exact.metres': 'to {metres} m',
  'map.exact.kilometres': 'to {kilometres} km',
  'map.source.satellite': 'satellites (GPS)',
  'map.source.wifi': 'Wi-Fi',
  'map.source.cell': 'mobile network',
  'map.source.network-address': 'IP address',
  'map.source.unknown': 'source unknown',
  'device.tab.location': 'Location',
  'location.title': 'Location',
  'location.map': 'Map of the track',
  'location.none.off':
    'The policy of this device has location switched off. Switched on, the device takes its position every 15 minutes while somebody is logged on.',
  'location.none.waiting':
    'No position has come yet. The device takes one every 15 minutes while somebody is logged on.',
  'location.none.no-source':
    'This device has nothing that knows where it is. It needs a satellite receiver (gpsd) or GeoClue.',
  'location.none.no-permission':
    'This device is not allowed to know where it is. Look at the configuration of GeoClue.',
  'location.none.no-fix':
    'No position could be found. Indoors and between high buildings satellites are not heard, and where there is little Wi-Fi nothing else helps. Positions worse than 25 km are not used.',
  'location.none.not-supported-here': 'Positions are not supported yet on the operating system of this device.',
  'location.coarse':
    'This position was guessed from an IP address. It points at the middle of a region, where the device may never have been.',
  'location.kept': 'Positions are kept for {days, plural, one {# day} other {# days}}. Looking at them is audited.',
  'location.day': 'Day',
  'location.dayBefore': 'Day before',
  'location.dayAfter': 'Day after',
  'location.points': '{count, plural, =0 {No position on this day} one {# position} other {# positions}}',
  'location.slider': 'Time',
  'location.table': 'Every position',
  'location.column.time': 'Time',
  'location.column.place': 'Place',
  'location.column.exactness': 'Exactness',
  'location.column.source': 'Source',
  'location.delete': 'Delete the track…',
  'location.delete.title': 'Delete every position of {name}?',
  'location.delete.text':
    'Its track and its last position are gone for good. If its policy has location switched on, new positions are kept from now on.',
  'location.delete.confirm': 'Delete',
  'location.delete.done': 'Every position was deleted.',
  'policy.section.location': 'Location',
  'policy.location.enabled': 'Use positions',
  'policy.location.enabled.help':
    'While somebody is logged on, the device takes its position every 15 minutes and sends it. Offline they wait on the device and are sent together later.',
  'policy.location.retention': 'Keep for',
  'policy.location.retention.help': 'Older positions are deleted from the server every night.',
  'policy.location.retention.unit': ' days',
  'policy.location.retention.wrong': 'Please enter a number of days from 1 to {most, number}.',
  'policy.location.days': '{days, plural, one {# day} other {# days}}',
} as const satisfies Record<keyof typeof locationJa, string>;
