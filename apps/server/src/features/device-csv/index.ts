/** The device list as CSV: exported whole, edited elsewhere, imported all or nothing (N15). */
import type { Feature } from '../../platform/feature.ts';
import { type DeviceCsvRoutesPorts, deviceCsvRoutes } from './device-csv.routes.ts';
import { createExportTask } from './export.task.ts';
import { createImportTask, type ImportTaskPorts } from './import.task.ts';

export { csvMediaType, fileNameOf } from './export.task.ts';

export function deviceCsvFeature(ports: DeviceCsvRoutesPorts & ImportTaskPorts): Feature {
  ports.tasks.define('device-export', createExportTask(ports));
  ports.tasks.define('device-import', createImportTask(ports));
  return { name: 'device-csv', routes: deviceCsvRoutes(ports) };
}
