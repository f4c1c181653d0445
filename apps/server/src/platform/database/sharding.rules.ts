/** Which tables are spread over machines by organization, which are on each, and the statements that make it so on Citus. Pure. */
import { shardedFunctions } from './sharded-functions.rules.ts';

/** They grow with devices: every row carries its organization, every key and every query has it. */
export const distributedTables = [
  'add_on_software',
  'add_on_software_parts',
  'agent_update_counts',
  'agent_update_devices',
  'audit_checkpoints',
  'audit_cuts',
  'audit_log',
  'commands',
  'device_contact',
  'device_counts',
  'device_events',
  'device_list',
  'device_locations',
  'device_marks',
  'device_networks',
  'device_software',
  'devices',
  'inventory_changes',
  'inventory_counts',
  'inventory_digests',
  'inventory_due',
  'inventory_sections',
  'last_locations',
  'linked_clones',
  'location_cells',
  'location_states',
  'lock_history',
  'organization_licences',
  'software_counts',
  'software_titles',
  'software_versions',
  'task_file_chunks',
  'task_files',
  'tasks',
  'wipe_receipts',
] as const;

/** They grow with people and organizations, or find the organization of a device, a token, a serial number: on every machine. */
export const referenceTables = [
  'account_links',
  'administrator_groups',
  'administrators',
  'agent_file_chunks',
  'agent_files',
  'agent_intakes',
  'agent_releases',
  'agent_rollouts',
  'api_tokens',
  'approval_requests',
  'approval_statements',
  'audit_keys',
  'authenticator_apps',
  'clone_upkeep',
  'device_directory',
  'device_groups',
  'import_keys',
  'installer_downloads',
  'installer_settings',
  'login_challenges',
  'login_passkeys',
  'login_rules',
  'organizations',
  'policies',
  'recovery_codes',
  'retention_settings',
  'saved_searches',
  'sessions',
  'signing_keys',
  'trust_sets',
  'uninstall_passwords',
] as const;

/** Of the installation, not of an organization: on the coordinator alone. */
export const localTables = [
  'backups',
  'installation',
  'login_attempts',
  'outbox',
  'restores',
  'schema_migrations',
  'server_processes',
  'service_keys',
  'setup_links',
  'tls_authority',
] as const;

/** What the tables of one machine have and distributed ones cannot. */
const before = [
  '-- Unique over all organizations: the directory has that now.',
  'drop index if exists devices_id;',
  '-- No trigger of one machine writes on all: with --sharded yes the registration enters devices itself.',
  'drop trigger if exists devices_directory on devices;',
  '-- Triggers that write from one table into another stay allowed: both rows are of one organization, and so on one machine.',
  'set citus.enable_unsafe_triggers to on;',
  '-- What refers and what is referred to is spread one after the other; the parts of one table too.',
  "set local citus.multi_shard_modify_mode to 'sequential';",
  '-- Foreign keys stand aside meanwhile.',
  `create temporary table foreign_keys on commit drop as
  select conrelid::regclass::text as child, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
  from pg_constraint where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace;`,
  `do $$ declare k record; begin
  for k in select * from foreign_keys loop
    execute format('alter table %s drop constraint %s', k.child, k.name);
  end loop;
end $$;`,
];

const after = [
  ...shardedFunctions,
  `do $$ declare k record; begin
  for k in select * from foreign_keys order by child, name loop
    execute format('alter table %s add constraint %s %s', k.child, k.name, k.definition);
  end loop;
end $$;`,
];

/** To be run on the coordinator by the owner of the tables, once, while no server runs. */
export function citusStatements(): string[] {
  const [beside = ''] = distributedTables;
  return [
    'begin;',
    'create extension if not exists citus;',
    ...before,
    ...referenceTables.map((table) => `select create_reference_table('${table}');`),
    ...distributedTables.map((table) => {
      const together = table === beside ? '' : `, colocate_with => '${beside}'`;
      return `select create_distributed_table('${table}', 'organization_id'${together});`;
    }),
    ...after,
    'commit;',
  ];
}
