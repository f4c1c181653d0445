/** What the records of `many-devices` stand on: devices with keys, inventories, clones, marks, positions, updates, as the devices' own questions read them. */
import type { TestDatabase } from '@sekisho/testkit/postgres';
import { chance, deviceId, fillDevices, fillTables, group, groupCount, policy, state } from '../lists/many-devices.ts';

const fill = (devices: number, organization: string) => {
  const each = `generate_series(1, ${devices}) as i`;
  const own = `'${organization}'::uuid, ${deviceId}`;
  return [
    `insert into policies (organization_id, code, name, settings, revision, signed_text, signatures)
     select organization_id, 'A0' || n, name || n, settings, revision, signed_text, signatures
     from policies, generate_series(2, 4) as n where organization_id = '${organization}' and code = 'A01'
     on conflict do nothing`,
    `insert into device_groups (organization_id, id, name)
     select '${organization}', n, 'グループ ' || n from generate_series(1, ${groupCount}) as n`,
    `update organizations set next_group_id = ${groupCount + 1}`,
    `update organization_licences set contracted_devices = ${devices * 2}, registered_devices = ${devices}`,
    `insert into devices (organization_id, id, public_key, public_key_hash, state, policy_code, group_id, device_revision,
       registered_at, deregistered_at, holder, holder_since)
     select ${own}, ('\\x' || md5('key-' || i))::bytea, ('\\x' || md5('hash-' || i))::bytea, ${state}, ${policy}, ${group}, 1,
       now() - ${chance(86028157)} % 400 * interval '1 day',
       case when ${state} = 'deregistered' then now() - ${chance(48611)} * interval '30 seconds' end,
       case when i % 90 = 4 then 1 else 0 end, case when i % 90 = 4 then now() - ${chance(48611)} * interval '30 seconds' end
     from ${each}`,
    `insert into device_directory select ${deviceId}, '${organization}' from ${each}`,
    `insert into inventory_sections (organization_id, device_id, section, hash, content, collected_at, received_at)
     select ${own}, section, md5(section || i), jsonb_build_object('uuid', md5('uuid-' || i)::uuid), now(), now()
     from ${each}, unnest('{hardware,software}'::text[]) as section`,
    `insert into inventory_digests select ${own}, coalesce(${group}, 0), null, '{}', '\\x00' from ${each}`,
    `insert into inventory_counts select '${organization}', n, 'os', 'version ' || i, i
     from generate_series(0, ${groupCount}) as n, generate_series(1, 200) as i`,
    `insert into inventory_changes select ${own}, now() - interval '1 day', now(), '[]' from ${each} where i % 4 = 0`,
    `insert into device_marks (organization_id, device_id, current, next) select ${own}, md5('mark-' || i), null from ${each}`,
    `insert into device_networks (organization_id, device_id, proxy, instead, at) select ${own}, 'p', 'direct', now()
     from ${each} where i % 10 = 0`,
    `insert into linked_clones (organization_id, device_id, original_id)
     select ${own}, md5('device-' || i % 20 * 9 + 4)::uuid from ${each} where i % 9 = 4 and i > 200`,
    `insert into location_states select ${own}, 'granted', now() from ${each}`,
    `insert into device_locations (organization_id, device_id, number, at, received_at, latitude, longitude, accuracy_m, source)
     select ${own}, n, now() - n * interval '1 day' - interval '1 hour', now(), 35, 139, 20, 'wifi'
     from ${each}, generate_series(1, 2) as n`,
    `select setval('software_ids', 10000000)`,
    `insert into wipe_receipts select '${organization}', md5('command-' || i)::uuid, 'complete', '', '[]', now()
     from ${each} where i % 100 = 0`,
    `insert into agent_update_devices (organization_id, rollout_id, device_id, state, attempt, from_version, at)
     select '${organization}', md5('rollout-' || n)::uuid, ${deviceId}, 'updated', 1, '0.1.0', now() - n * interval '30 days'
     from ${each}, generate_series(1, 2) as n`,
    `insert into agent_update_counts select '${organization}', md5('rollout-' || n)::uuid, 'updated', ${devices}, true
     from generate_series(1, 2) as n`,
  ];
};

const tables = [
  'devices',
  'device_directory',
  'inventory_sections',
  'inventory_digests',
  'inventory_counts',
  'inventory_changes',
  'device_marks',
  'device_networks',
  'linked_clones',
  'location_states',
  'device_locations',
  'wipe_receipts',
  'agent_update_devices',
  'agent_update_counts',
];

/** An organization of a server that runs, with many devices of all kinds. */
export async function fillOrganization(database: TestDatabase, devices: number, organization: string): Promise<void> {
  await fillTables(database, tables, async (client) => {
    for (const statement of fill(devices, organization)) await client.query(statement);
  });
  await fillDevices(database, devices, organization, devices / 10);
}
