/** Made from the server’s OpenAPI document by tools/generate-api.ts; not to be edited. */
export interface paths {
    "/api/v1/account-links/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** For whom a one-time link is */
        post: operations["lookAtAccountLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account-links/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the password by a one-time link; every session ends, and log-in follows */
        post: operations["useAccountLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/app": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A secret for an authenticator app; in force once a code has confirmed it */
        post: operations["beginAuthenticatorApp"];
        /** Remove the authenticator app */
        delete: operations["removeAuthenticatorApp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/app/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm the app with its first code; the first factor brings recovery codes, shown this once */
        post: operations["confirmAuthenticatorApp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep the passkey the browser has made; the first factor brings recovery codes, shown this once */
        post: operations["addPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove one of your passkeys */
        delete: operations["removePasskey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/passkeys/question": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What to ask the browser for to make a passkey */
        post: operations["askForNewPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New recovery codes, shown this once; the older ones are void */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/second-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your second factors */
        get: operations["getSecondFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/add-on-software": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Installers of others that this organization hands out, by system and name */
        get: operations["listAddOnSoftware"];
        put?: never;
        /** Begin to register an installer: its parts follow, then its completion */
        post: operations["beginAddOnSoftware"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/add-on-software/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete an installer with its file; where it is installed already it stays */
        delete: operations["deleteAddOnSoftware"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/add-on-software/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** All parts have been sent: from here on everybody sees it */
        post: operations["completeAddOnSoftware"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/add-on-software/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file, whole or in part; each fetch is in the audit log */
        get: operations["getAddOnSoftwareFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/add-on-software/{id}/parts/{part}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** A part of the file, counted from 0; sent again it replaces what was there */
        put: operations["putAddOnSoftwarePart"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/administrators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody who administers this organization */
        get: operations["listAdministrators"];
        put?: never;
        /** Make an administrator, of the whole organization or of groups; invited by mail or link, or with a password */
        post: operations["createAdministrator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/administrators/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete an administrator with every session and API token; the last one of the whole organization stays */
        delete: operations["deleteAdministrator"];
        options?: never;
        head?: never;
        /** Change e-mail, language, role, groups or password of an administrator; the login id stays for life */
        patch: operations["changeAdministrator"];
        trace?: never;
    };
    "/api/v1/administrators/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new one-time link with which the administrator sets a password; earlier ones are void */
        post: operations["makeAccountLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/administrators/{id}/second-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove every second factor of an administrator who has lost them; every session ends */
        delete: operations["removeSecondFactorsOf"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/administrators/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change your own e-mail, language or password; a new password ends your other sessions */
        patch: operations["changeOwnAccount"];
        trace?: never;
    };
    "/api/v1/agent-intakes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Addresses for agents of others (GLPI, FusionInventory, OCS), newest first */
        get: operations["listAgentIntakes"];
        put?: never;
        /** Make an address for agents of others, for a group; its secret is shown this once */
        post: operations["makeAgentIntake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-intakes/{id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revoke the address: agents that show its secret are refused from now on; their devices stay */
        post: operations["revokeAgentIntake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-updates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Release keys, releases and rollouts with how far they have come */
        get: operations["getAgentUpdates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-updates/files/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Upload a packed file that a release names */
        put: operations["addReleaseFile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-updates/release-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a trust set with other release keys, signed by the recovery key, which never comes here */
        post: operations["changeReleaseKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-updates/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a release that a release key has signed; its answer says which files are missing */
        post: operations["addRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-updates/releases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a release with its files and its rollouts, all of which have ended */
        delete: operations["deleteRelease"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-updates/rollouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Offer a release to so many percent of the devices */
        post: operations["startRollout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-updates/rollouts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Widen, pause, go on with or end a rollout; have devices try again on which it failed
         * @description What reaches more devices is asked to be proven again (`proof-required`); what reaches fewer is done at once.
         */
        patch: operations["changeRollout"];
        trace?: never;
    };
    "/api/v1/agent-updates/rollouts/{id}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Devices of a rollout in one state, by their ids, a hundred at a time */
        get: operations["listUpdateDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API tokens that are good today */
        get: operations["listApiTokens"];
        put?: never;
        /** Make an API token; its secret is shown this once */
        post: operations["createApiToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API token; its next request is refused */
        delete: operations["revokeApiToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approval-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for approval, and what became of what did; newest first */
        get: operations["listApprovalRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approval-requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One request with everything that goes into the bytes to be signed */
        get: operations["getApprovalRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approval-requests/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse, or take back what you have asked for yourself */
        post: operations["refuseApprovalRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approval-requests/{id}/signatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve: with the last signature it needs, it is carried out */
        post: operations["signApprovalRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Approvers, rules, and how many devices know of them */
        get: operations["getApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add the first approver at once; after that, ask for a change that approvers or the recovery key sign */
        post: operations["changeApprovals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/trust-chain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every version of the trust set as devices verify it */
        get: operations["getTrustChain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first */
        get: operations["listAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-log/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write the sealed audit log with its checkpoints into a file of JSON lines: a task */
        post: operations["exportAuditLog"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Devices, by page; filters narrow, `sort` orders (a leading `-` descends)
         * @description Follow `nextCursor` with the same filters and sort. `total` counts exactly up to 10,000. `keyword` is a part of computer name, user name, group name or note, case-sensitive.
         */
        get: operations["listDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One device */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change policy, group, user name or note; the device is pending until it has checked in */
        patch: operations["changeDevice"];
        trace?: never;
    };
    "/api/v1/devices/{id}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest commands of a device, newest first */
        get: operations["listDeviceCommands"];
        put?: never;
        /** Lock or unlock a device; takes the place of a lock or unlock still on its way */
        post: operations["issueDeviceCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/deregister": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deregister a device: its licence is freed, its locks go away at its next contact */
        post: operations["deregisterDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A device's inventory, by section */
        get: operations["getDeviceInventory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/inventory/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What has changed on a device, newest first */
        get: operations["listInventoryChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/inventory/collect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a device collect its inventory now; while it has not answered, the command that asks it already */
        post: operations["collectDeviceInventory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/inventory/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is not as it was at a moment, however often it changed in between */
        get: operations["getInventoryDifference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/location": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A device's last position, or why there is none */
        get: operations["getDeviceLocation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/network": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the device last told of the proxy it was given */
        get: operations["getDeviceNetwork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Commands and events of a device together, newest first */
        get: operations["getDeviceTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/track": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a device was in a span of at most 366 days, oldest first
         * @description By page, or with `thinTo` in one page of at most so many points, spread evenly.
         */
        get: operations["getDeviceTrack"];
        put?: never;
        post?: never;
        /** Forget every position of a device */
        delete: operations["deleteDeviceTrack"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/wipe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a wipe of the device would erase now, and the latest one with its receipts */
        get: operations["getDeviceWipe"];
        put?: never;
        /** Wipe a device: what its policy names is erased for good. Takes the place of a lock or unlock on its way */
        post: operations["wipeDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/wipe/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a wipe that the device has not fetched yet */
        post: operations["cancelDeviceWipe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/wipe/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The signed receipts of the latest wipe, with the intent and the key to check them by */
        get: operations["getWipeReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lock or unlock many devices; each is issued or refused for itself */
        post: operations["issueCommands"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write the device list, or what the filter leaves of it, into a CSV file: a task */
        post: operations["exportDevices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at an edited CSV file: a task that says what it changes, or what is wrong with it, and waits to be confirmed */
        post: operations["importDevices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/import/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Do what an import has found: all of it, or nothing when devices were changed meanwhile */
        post: operations["confirmDeviceImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/inventory/collect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have many devices collect their inventories now; each is asked or refused for itself */
        post: operations["collectInventories"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/wipe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Wipe several devices; each is issued or refused for itself */
        post: operations["wipeDevices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Groups of devices, by name: every one, or those a group administrator has */
        get: operations["listGroups"];
        put?: never;
        /** Make a group of devices */
        post: operations["createGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a group that no device is in */
        delete: operations["deleteGroup"];
        options?: never;
        head?: never;
        /** Rename a group */
        patch: operations["renameGroup"];
        trace?: never;
    };
    "/api/v1/installers/downloads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Installers that were made, newest first: every one, or those of a group administrator’s groups */
        get: operations["listInstallerDownloads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/installers/downloads/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The installer itself, whole or in part; it lets devices register, so keep it as a password */
        get: operations["getInstallerFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/installers/downloads/{id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let nobody register with an installer any more; devices that did stay registered */
        post: operations["revokeInstaller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/installers/packages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Packages that installers are made of, and what is missing for others */
        get: operations["listInstallerPackages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/installers/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Settings of installers, by platform, kind and name */
        get: operations["listInstallerSettings"];
        put?: never;
        /** Keep a setting for installers of a platform and kind */
        post: operations["createInstallerSetting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/installers/settings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Save a setting, unless somebody else did since it was read; installers made before stay as they are */
        put: operations["saveInstallerSetting"];
        post?: never;
        /** Delete a setting; installers made of it stay good until they are revoked or expire */
        delete: operations["deleteInstallerSetting"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/installers/settings/{id}/downloads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an installer of a setting for a group: devices that register with it belong there */
        post: operations["makeInstaller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inventory-import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take inventories from a file: a task with a result for each; importing it again changes nothing */
        post: operations["importInventories"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inventory/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Active devices by operating system, agent, encryption, memory, day of the last inventory; most frequent software */
        get: operations["getInventoryFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inventory/left-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sections that policies in use do not collect; what came before is still shown and counted */
        get: operations["listInventoryLeftOut"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Last positions in a part of the map: devices that stand alone, and clusters of others */
        get: operations["getLocationMap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/locations/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Devices whose last position is in a part of the map, by page, neighbours together */
        get: operations["listLocatedDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lock-history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Remote locks, unlocks and SIM locks, newest first */
        get: operations["listLockHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lock-history/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write the lock history, or what the filter leaves of it, into a CSV file: a task */
        post: operations["exportLockHistory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the organization wants of every log-in */
        get: operations["getLoginRules"];
        /** Want a second factor of everybody; who has none may do nothing but set one up */
        put: operations["setLoginRules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the server sends mail, without secrets */
        get: operations["getMailStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a mail to your own address and say what came of it */
        post: operations["sendTestMail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/map-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which tiles a map shows beneath: the operator's own, or none */
        get: operations["getMapSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a forgotten password can be renewed by mail */
        get: operations["getPasswordResetStatus"];
        put?: never;
        /** Ask for a mail with login id and a one-time link; the answer does not tell whether there is such an account */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every policy, by code */
        get: operations["listPolicies"];
        put?: never;
        /** Add a policy beside A01–A10 */
        post: operations["createPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One policy */
        get: operations["getPolicy"];
        /**
         * Save a policy: its devices fetch it at their next check-in and are pending until then
         * @description `revision` is the one you read; a save of somebody else in between is refused. Where policies need approval, the answer is 202.
         */
        put: operations["savePolicy"];
        post?: never;
        /** Delete an added policy that no device uses; A01–A10 stay */
        delete: operations["deletePolicy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{code}/unlock-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The unlock key of a policy, under the name it must keep; audited */
        get: operations["downloadUnlockKey"];
        put?: never;
        /** Issue a new unlock key: every older one is worthless from each device’s next check-in */
        post: operations["issueUnlockKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/saved-searches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own saved searches and those that are shared, by name */
        get: operations["listSavedSearches"];
        put?: never;
        /** Keep a search of the device list by name */
        post: operations["createSavedSearch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/saved-searches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Name, share or set a saved search anew */
        put: operations["changeSavedSearch"];
        post?: never;
        /** Delete a saved search */
        delete: operations["deleteSavedSearch"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the service itself is: processes, database, backups, licences */
        get: operations["getServiceState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is asking, and what they may do */
        get: operations["getSession"];
        put?: never;
        /** Log in with login id and password; the answer sets the session cookie, or (202) asks for a second step */
        post: operations["logIn"];
        /** End this session */
        delete: operations["logOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in with a passkey alone */
        post: operations["logInWithPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/passkey/question": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What to ask the browser for to log in with a passkey alone */
        post: operations["askForPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show again who sits there, for what asks for a recent proof */
        post: operations["proveSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/proof/question": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What to ask the browser for to show again, with a passkey, who sits there */
        post: operations["askForProof"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-step": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second step of a log-in: a code, a recovery code or a passkey */
        post: operations["takeSecondStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether this server still has to be set up */
        get: operations["getSetupStatus"];
        put?: never;
        /** Set up: organization, first administrator, trust; shows the recovery key this once and logs you in */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/software": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Software over all devices that one may see, with how many active ones have it */
        get: operations["listSoftware"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/software/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A title with its versions, by its own number or that of a version */
        get: operations["getSoftware"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/software/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write software, or what a search leaves of it, into a CSV file: a task */
        post: operations["exportSoftware"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Serial number, licences, addresses and the command that registers a device */
        get: operations["getSystemInformation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the organization's name */
        patch: operations["changeSystemInformation"];
        trace?: never;
    };
    "/api/v1/system/linked-clones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** After how many silent days linked clones are removed by night, and which of them are due */
        get: operations["getCloneUpkeep"];
        /** Remove linked clones that have not been heard of for so many days, from the next night on */
        put: operations["saveCloneUpkeep"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many days events, lock history and audit log are kept */
        get: operations["getRetention"];
        /** Keep them longer or shorter, from the next night on */
        put: operations["saveRetention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/save-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Save settings on Home: every device is pending until its next check-in */
        post: operations["saveAllSettings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/uninstall-password/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another uninstall password: every policy is signed anew, and devices take it at their next check-in */
        post: operations["issueUninstallPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/uninstall-password/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The uninstall password in clear; the audit log is told who looked */
        post: operations["revealUninstallPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest tasks, newest first: your own, or everybody’s for administrators of the whole organization */
        get: operations["listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task */
        get: operations["getTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a task that is not over; what it would have changed stays as it was */
        post: operations["cancelTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file that a task took or left */
        get: operations["getTaskFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/utilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Utilities that are handed out beside the clients, and what is missing for others */
        get: operations["listUtilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/utilities/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file of a utility, whole or in part; each fetch is in the audit log */
        get: operations["getUtilityFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** AddOnSoftware */
        AddOnSoftware: {
            bytes: number;
            /** Format: date-time */
            createdAt: string;
            createdBy: string | null;
            fileName: string;
            id: string;
            name: string;
            platform: "windows" | "macos" | "linux";
            sha256: string;
            url: string;
            version: string;
        };
        /** Administrator */
        Administrator: {
            /** Format: date-time */
            createdAt: string;
            email: string;
            /** @description of a group administrator */
            groups: {
                id: number;
                name: string;
            }[];
            id: string;
            language: "ja" | "en";
            loginId: string;
            role: "organization" | "group";
            secondFactor: boolean;
            state: "active" | "invited";
        };
        /** AgentIntake */
        AgentIntake: {
            /** Format: date-time */
            createdAt: string;
            createdBy: string | null;
            devices: number;
            /** Format: date-time */
            expiresAt: string;
            groupId: number;
            groupName: string;
            id: string;
            lastUse: {
                address: string;
                agent: string;
                /** Format: date-time */
                at: string;
            } | null;
            name: string;
            revokedAt: string | null;
        };
        /** AgentUpdates */
        AgentUpdates: {
            releaseKeys: {
                keyId: string;
                name: string;
            }[];
            releases: components["schemas"]["Release"][];
            rollouts: components["schemas"]["Rollout"][];
        };
        /** ApprovalAsked */
        ApprovalAsked: {
            approvals: number;
            kind: "wipe" | "deregistration" | "policy" | "trust-set";
            requestId: string;
        };
        /** ApprovalRequest */
        ApprovalRequest: {
            /** @description how many persons it needs */
            approvals: number;
            approvedBy: {
                keyId: string;
                name: string;
            }[];
            /** Format: date-time */
            askedAt: string;
            askedBy: string | null;
            closedAt: string | null;
            closedBy: string | null;
            count: number;
            /** Format: date-time */
            expiresAt: string;
            id: string;
            kind: "wipe" | "deregistration" | "policy" | "trust-set";
            names: string[];
            state: "open" | "approved" | "refused" | "expired" | "outdated";
        };
        /** ApprovalsOverview */
        ApprovalsOverview: {
            approvers: components["schemas"]["Approver"][];
            console: components["schemas"]["ConsoleName"] | null;
            hash: string;
            passkeysAt: components["schemas"]["ConsoleName"] | null;
            rules: {
                approvals: number;
                kind: string;
                maxDevices: number;
            }[];
            trustSet: string;
            uninformed: {
                devices: number;
                isExact: boolean;
            };
            version: number;
        };
        /** Approver */
        Approver: {
            credentialId: string | null;
            holder: string | null;
            keyId: string;
            name: string;
            /** @description of the administrator who asks */
            own: boolean;
            use: "key" | "passkey";
        };
        /** AuditLogEntry */
        AuditLogEntry: {
            action: string;
            actor: {
                byToken: boolean;
                name: string | null;
                type: "administrator" | "device" | "system";
            };
            /** Format: date-time */
            at: string;
            detail: {
                [key: string]: unknown;
            };
            id: string;
            sequence: number | null;
            target: {
                id: string;
                name: string | null;
                type: string;
            } | null;
        };
        /** CloneUpkeep */
        CloneUpkeep: {
            due: {
                devices: number;
                named: {
                    computerName: string;
                    /** Format: date-time */
                    heardAt: string;
                    id: string;
                }[];
            };
            lastRun: {
                /** Format: date-time */
                at: string;
                removed: number;
            } | null;
            needsApproval: boolean;
            silentDays: number | null;
        };
        /** CloneUpkeepSettings */
        CloneUpkeepSettings: {
            silentDays: number | null;
        };
        /** Command */
        Command: {
            code: string | null;
            completedAt: string | null;
            deliveredAt: string | null;
            deviceId: string;
            executedAt: string | null;
            id: string;
            /** Format: date-time */
            issuedAt: string;
            issuedBy: string | null;
            kind: "lock" | "unlock" | "wipe" | "collect-inventory";
            noKeys: boolean;
            state: "issued" | "delivered" | "done" | "already" | "refused" | "superseded" | "expired";
        };
        /** ConsoleName */
        ConsoleName: {
            origin: string;
            rpId: string;
        };
        /** DeviceGroup */
        DeviceGroup: {
            devices: number;
            id: number;
            name: string;
        };
        /** DeviceSummary */
        DeviceSummary: {
            addresses: string[];
            agentVersion: string;
            clientKind: "standard" | "linked-clone" | "on-demand" | "standalone" | "glpi-agent" | "fusioninventory-agent" | "ocs-agent";
            computerName: string;
            group: {
                id: number;
                name: string;
            } | null;
            hardwareSerialNumber: string;
            id: string;
            lastSeenAt: string | null;
            lockMode: "unlocked" | "timer" | "remote" | "sim" | "wiping" | "deregistered";
            logonUser: string | null;
            manufacturer: string;
            model: string;
            note: string;
            online: boolean;
            openCommand: ("lock" | "unlock" | "wipe") | null;
            osName: string;
            osVersion: string;
            pending: boolean;
            platform: "linux" | "windows" | "macos";
            policyCode: string;
            policyName: string;
            /** Format: date-time */
            registeredAt: string;
            releasedUntil: string | null;
            state: "deregistered" | "wipe-incomplete" | "wiped" | "wiping" | "remote-locked" | "sim-locked" | "timer-locked" | "timer-lock-expected" | "pending" | "online" | "offline" | "inventory-only";
            timerLocksAt: string | null;
            userName: string;
        };
        /** DeviceView */
        DeviceView: {
            clientKind?: "standard" | "linked-clone" | "on-demand" | "standalone" | "glpi-agent" | "fusioninventory-agent" | "ocs-agent";
            group?: number | "none";
            keyword?: string;
            policy?: string;
            /** @description number of a title of GET /software, or of one of its versions */
            software?: number;
            sort?: "computerName" | "userName" | "lastSeenAt" | "registeredAt" | "policyCode" | "-computerName" | "-userName" | "-lastSeenAt" | "-registeredAt" | "-policyCode";
            state?: "deregistered" | "wipe-incomplete" | "wiped" | "wiping" | "remote-locked" | "sim-locked" | "timer-locked" | "timer-lock-expected" | "pending" | "online" | "offline" | "inventory-only";
            unseenDays?: number;
            unseenSince?: string;
        };
        /** FieldError */
        FieldError: {
            code: string;
            detail: string;
            /** @description JSON pointer of the field in the body, or the name of a query parameter */
            pointer: string;
        };
        /** InstallerDownload */
        InstallerDownload: {
            agentVersion: string;
            clientKind: "standard" | "linked-clone" | "on-demand" | "standalone";
            /** Format: date-time */
            createdAt: string;
            createdBy: string | null;
            /** Format: date-time */
            expiresAt: string;
            fileName: string;
            groupId: number;
            groupName: string;
            id: string;
            maximumUses: number | null;
            packageId: "windows-exe" | "windows-msi" | "windows-program" | "macos-pkg" | "linux-deb" | "linux-rpm" | "linux-sh" | "linux-run";
            platform: "windows" | "macos" | "linux";
            revokedAt: string | null;
            settingId: string | null;
            settingName: string;
            url: string;
            uses: number;
        };
        /** InstallerPackage */
        InstallerPackage: {
            agentVersion: string;
            architectures: string[];
            builtAt: string | null;
            bytes: number | null;
            clientKinds: ("standard" | "linked-clone" | "on-demand" | "standalone")[];
            extension: string;
            id: "windows-exe" | "windows-msi" | "windows-program" | "macos-pkg" | "linux-deb" | "linux-rpm" | "linux-sh" | "linux-run";
            missing: {
                debianPackage: string;
                tool: string;
            } | null;
            platform: "windows" | "macos" | "linux";
            signed: boolean;
        };
        /** InstallerSetting */
        InstallerSetting: {
            clientKind: "standard" | "linked-clone" | "on-demand" | "standalone";
            /** Format: date-time */
            createdAt: string;
            format: "wizard" | "silent";
            id: string;
            initial: {
                desktopEntry: boolean;
                externalDeviceControl: boolean;
                findsRecordAgain?: boolean;
                inventoryAfterInstall: boolean;
                inventorySections: ("hardware" | "operating-system" | "disks" | "network" | "software" | "users")[];
                language: "ja" | "en";
                operationLog: boolean;
                policyCode: string;
                proxy: {
                    ipv4: {
                        host: string;
                        port: number;
                    } | null;
                    ipv6: {
                        host: string;
                        port: number;
                    } | null;
                    locked: boolean;
                    mode: "none" | "system" | "manual";
                };
                restartPrompt: boolean;
                trayIcon: boolean;
                uninstallPassword: boolean;
            };
            name: string;
            platform: "windows" | "macos" | "linux";
            revision: number;
            /** Format: date-time */
            updatedAt: string;
            updatedBy: string | null;
        };
        /** InventoryFigures */
        InventoryFigures: {
            agent: {
                /** @description active devices that the reader may see */
                devices: number;
                value: string;
            }[];
            day: {
                /** @description active devices that the reader may see */
                devices: number;
                value: string;
            }[];
            devices: number;
            encryption: {
                /** @description active devices that the reader may see */
                devices: number;
                value: string;
            }[];
            memory: {
                /** @description active devices that the reader may see */
                devices: number;
                value: string;
            }[];
            os: {
                /** @description active devices that the reader may see */
                devices: number;
                value: string;
            }[];
            software: {
                /** @description active devices that the reader may see */
                devices: number;
                /** @description number of a title of GET /software, or of one of its versions */
                id: number;
                name: string;
            }[];
            waiting: number;
        };
        /** LocatedDevice */
        LocatedDevice: {
            accuracyM: number;
            /** Format: date-time */
            at: string;
            latitude: number;
            longitude: number;
            source: string;
        } & {
            computerName: string;
            deviceId: string;
            lockMode: "unlocked" | "timer" | "remote" | "sim" | "wiping" | "deregistered";
            userName: string;
        };
        /** Passkey */
        Passkey: {
            /** Format: date-time */
            createdAt: string;
            id: string;
            lastUsedAt: string | null;
            name: string;
        };
        /** Policy */
        Policy: {
            code: string;
            devices: number;
            name: string;
            revision: number;
            settings: components["schemas"]["PolicySettings"];
            unlockKey: {
                fileName: string;
                /** Format: date-time */
                issuedAt: string;
            };
            /** Format: date-time */
            updatedAt: string;
        };
        /** PolicySettings */
        PolicySettings: {
            checkInIntervalMs: number;
            inventory?: {
                schedule: {
                    everyMs: number;
                    /** @constant */
                    kind: "interval";
                } | {
                    /** @constant */
                    kind: "times";
                    minuteOfDay: number;
                    spreadMs: number;
                    weekdays: number[];
                } | {
                    /** @constant */
                    kind: "start-up";
                } | {
                    /** @constant */
                    kind: "request";
                };
                sections: ("hardware" | "operating-system" | "disks" | "network" | "software" | "users")[];
            };
            location: {
                enabled: boolean;
                retentionDays: number;
            };
            lockScreen: {
                message: string;
                shutDownAfterLockMs: number | null;
                telephone: string;
            };
            proxy: {
                bypass: string;
                locked: boolean;
                mode: "device" | "none" | "system" | "manual";
                url: string;
                urlIpv6?: string;
            };
            simMonitoring: boolean;
            ssids: string[];
            timerLock: {
                enabled: boolean;
                periodMs: number;
            };
            wipeTargets: {
                encryptionKeys: boolean;
                folders: string[];
                patterns: {
                    folder: string;
                    pattern: string;
                }[];
                shutDown: boolean;
                volumes: string[];
            };
        };
        /** Problem */
        Problem: {
            /** @description stable; see the catalogue of errors */
            code: string;
            detail?: string;
            errors?: components["schemas"]["FieldError"][];
            /** @description with code `deregistered`: the signed notice */
            notice?: {
                approvals?: {
                    batch: {
                        signatures: components["schemas"]["Signature"][];
                        text: string;
                    };
                    index: number;
                    path: string[];
                    subject: string;
                }[];
                signatures: components["schemas"]["Signature"][];
                text: string;
            };
            requestId?: string;
            status: number;
            title: string;
            type: string;
        };
        /** Release */
        Release: {
            /** Format: date-time */
            addedAt: string;
            addedBy: string | null;
            id: string;
            minimumVersion: string;
            missing: string[];
            /** Format: date-time */
            notAfter: string;
            /** Format: date-time */
            notBefore: string;
            targets: {
                architecture: "x64" | "arm64" | "x86" | "universal";
                platform: "linux" | "windows" | "macos";
            }[];
            version: string;
        };
        /** RetentionSettings */
        RetentionSettings: {
            auditDays: number | null;
            eventDays: number | null;
            inventoryChangeDays: number | null;
            lockHistoryDays: number | null;
        };
        /** Rollout */
        Rollout: {
            checkInWithinSeconds: number;
            failed: number;
            groupIds: number[] | null;
            id: string;
            offered: number;
            percent: number;
            releaseId: string;
            /** Format: date-time */
            startedAt: string;
            startedBy: string | null;
            state: "running" | "paused" | "halted" | "ended";
            toleratedFailures: number;
            updated: number;
            version: string;
        };
        /** RolloutChange */
        RolloutChange: {
            groupIds?: number[] | null;
            percent?: number;
            state?: "running" | "paused" | "ended";
            /** @constant */
            tryAgain?: true;
        };
        /** RolloutStart */
        RolloutStart: {
            checkInWithinSeconds: number;
            groupIds: number[] | null;
            percent: number;
            releaseId: string;
            toleratedFailures: number;
        };
        /** SavedSearch */
        SavedSearch: {
            id: string;
            madeBy: string | null;
            mayChange: boolean;
            name: string;
            shared: boolean;
            view: components["schemas"]["DeviceView"];
        };
        /** SecondStep */
        SecondStep: {
            methods: ("app" | "passkey" | "recovery-code")[];
            /** @description null: no passkey works at this address */
            passkey: {
                [key: string]: unknown;
            } | null;
            ticket: string;
        };
        /** ServiceItem */
        ServiceItem: {
            at: string | null;
            condition: "good" | "attention" | "bad";
            finding: ("process-behind" | "versions-differ" | "transaction-long" | "outbox-late" | "jobs-late" | "audit-late" | "backup-none" | "backup-old" | "backup-failed" | "certificate-ends" | "certificate-ended" | "certificate-unreadable" | "licences-few" | "licences-used-up") | null;
            name: "processes" | "database" | "outbox" | "jobs" | "audit" | "backup" | "certificate" | "licences";
            of: number | null;
            value: number | null;
        };
        /** ServiceProcess */
        ServiceProcess: {
            host: string;
            id: string;
            lagMs: number;
            liveConnections: number;
            processId: number;
            residentBytes: number;
            /** Format: date-time */
            seenAt: string;
            /** Format: date-time */
            startedAt: string;
            version: string;
        };
        /** ServiceState */
        ServiceState: {
            /** Format: date-time */
            at: string;
            condition: "good" | "attention" | "bad";
            databaseVersion: string;
            items: components["schemas"]["ServiceItem"][];
            processes: components["schemas"]["ServiceProcess"][];
            schemaVersion: string;
        };
        /** SetupRequest */
        SetupRequest: {
            contractedDevices: number;
            email: string;
            language: "ja" | "en";
            /** @description fixed for life */
            loginId: string;
            organizationName: string;
            password: string;
            token: string;
        };
        /** Signature */
        Signature: {
            keyId: string;
            passkey?: {
                authenticatorData: string;
                clientDataJson: string;
            };
            signature: string;
        };
        /** SoftwareDetail */
        SoftwareDetail: {
            title: components["schemas"]["SoftwareTitle"];
            version: string | null;
            versions: {
                /** @description active devices that the reader may see */
                devices: number;
                /** @description number of a title of GET /software, or of one of its versions */
                id: number;
                version: string;
            }[];
        };
        /** SoftwareTitle */
        SoftwareTitle: {
            /** @description active devices that the reader may see */
            devices: number;
            /** @description number of a title of GET /software, or of one of its versions */
            id: number;
            name: string;
            publisher: string;
            versions: number;
        };
        /** Task */
        Task: {
            code: string | null;
            /** Format: date-time */
            createdAt: string;
            done: number;
            /** Format: date-time */
            expiresAt: string;
            files: {
                bytes: number;
                fileName: string;
                name: "input" | "result" | "errors";
            }[];
            finishedAt: string | null;
            id: string;
            kind: "device-export" | "device-import" | "inventory-import" | "lock-history-export" | "audit-export" | "software-export";
            outcome: {
                archiveFault?: "archive-damaged" | "archive-empty" | "archive-too-many-files" | "archive-unpacks-too-large" | "archive-overlaps";
                /** @description devices with at least one change */
                changed?: number;
                changes?: {
                    groupId: number;
                    note: number;
                    policyCode: number;
                    userName: number;
                };
                examples?: {
                    after: string;
                    before: string;
                    column: "policyCode" | "userName" | "groupId" | "note";
                    computerName: string;
                    deviceId: string;
                    line: number;
                }[];
                faults?: {
                    first: {
                        code: "empty" | "encoding-utf16" | "encoding-shift-jis" | "encoding-unknown" | "byte-order-mark" | "too-many-rows" | "delimiter-tab" | "delimiter-semicolon" | "header" | "quote" | "cells" | "uid-scientific" | "uid-malformed" | "uid-unknown" | "uid-repeated" | "deregistered" | "policy-unknown" | "user-name-too-long" | "group-malformed" | "group-unknown" | "group-not-permitted" | "note-too-long" | "read-only-zeros-lost" | "read-only-scientific" | "read-only-date" | "read-only-changed";
                        column: ("uid" | "computerName" | "policyCode" | "userName" | "groupId" | "note" | "groupName" | "registration" | "logonUser" | "osName" | "osVersion" | "manufacturer" | "model" | "hardwareSerialNumber" | "addresses" | "agentVersion" | "registeredAt" | "lastSeenAt" | "check") | null;
                        line: number;
                        value: string;
                    }[];
                    total: number;
                };
                fingerprint?: string;
                inventories?: {
                    older: number;
                    "own-agent": number;
                    refused: number;
                    registered: number;
                    unchanged: number;
                    updated: number;
                };
                leftOut?: number;
                refusedFiles?: {
                    code: "not-icrt" | "icrt-version" | "wrong-organization" | "import-key-unknown" | "damaged" | "too-large" | "agent-unreadable" | "agent-document-type" | "agent-not-computer" | "agent-partial" | "agent-platform" | "file-kind-unknown" | "file-encrypted" | "packed-too-tightly" | "content-invalid" | "clock-ahead" | "installer-unknown" | "installer-expired" | "installer-revoked" | "installer-used-up" | "contract-full" | "deregistered" | "group-not-permitted";
                    fileName: string;
                }[];
                rows?: number;
            } | null;
            startedAt: string | null;
            /** @description login id */
            startedBy: string;
            state: "receiving" | "waiting" | "running" | "awaiting-confirmation" | "done" | "failed" | "cancelled";
            total: number | null;
        };
        /** TrustChange */
        TrustChange: {
            add?: {
                signatures: components["schemas"]["Signature"][];
                text: string;
            };
            /** @description passkeys sign at the present public address from now on; older ones become useless */
            moveConsole?: boolean;
            remove?: string[];
            rules?: {
                approvals: number;
                kind: "wipe" | "deregistration" | "policy";
                maxDevices: number;
            }[];
        };
        /** UpdateDevice */
        UpdateDevice: {
            /** Format: date-time */
            at: string;
            computerName: string;
            deviceId: string;
            fault: string | null;
            from: string;
            state: "offered" | "updated" | "failed";
        };
        /** UpdateDeviceList */
        UpdateDeviceList: {
            items: components["schemas"]["UpdateDevice"][];
        };
        /** Utility */
        Utility: {
            builtAt: string | null;
            bytes: number | null;
            fileName: string;
            id: "run-as" | "windows-log-folder" | "windows-support" | "windows-uninstall" | "linux-log-folder" | "linux-support" | "linux-uninstall";
            missing: {
                debianPackage: string;
                tool: string;
            } | null;
            platform: "windows" | "macos" | "linux";
            sha256: string | null;
            signed: boolean;
            url: string;
            version: string | null;
        };
        /** Wipe */
        Wipe: {
            code: string | null;
            completedAt: string | null;
            deliveredAt: string | null;
            executedAt: string | null;
            id: string;
            /** Format: date-time */
            issuedAt: string;
            issuedBy: string | null;
            notAfter: string | null;
            policyCode: string;
            policyRevision: number;
            receipts: {
                /** Format: date-time */
                at: string;
                outcomes: components["schemas"]["WipeOutcome"][];
                /** Format: date-time */
                receivedAt: string;
                stage: "before-keys" | "complete";
                /** Format: date-time */
                startedAt: string;
            }[];
            state: "issued" | "delivered" | "done" | "already" | "refused" | "superseded" | "expired";
            targets: {
                encryptionKeys: boolean;
                folders: string[];
                patterns: {
                    folder: string;
                    pattern: string;
                }[];
                shutDown: boolean;
                volumes: string[];
            };
        };
        /** WipeOutcome */
        WipeOutcome: {
            code: ("wipe-target-missing" | "wipe-target-linked" | "wipe-target-kept" | "wipe-target-not-local" | "wipe-volume-not-mounted" | "wipe-target-incomplete" | "wipe-nothing-encrypted" | "wipe-keys-left" | "not-supported-here") | null;
            failed: number;
            failures: {
                path: string;
                reason: string;
            }[];
            kept: number;
            keyslotsAfter: number;
            keyslotsBefore: number;
            kind: "folder" | "pattern" | "volume" | "encryption-keys";
            linkedElsewhere: number;
            path: string;
            pattern?: string;
            removedBytes: number;
            removedFiles: number;
            removedFolders: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    lookAtAccountLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        expiresAt: string;
                        loginId: string;
                        organizationName: string;
                        purpose: "invitation" | "password-reset";
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    useAccountLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    newPassword: string;
                    token: string;
                };
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginAuthenticatorApp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                        /** @description otpauth://, for a QR code */
                        uri: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeAuthenticatorApp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmAuthenticatorApp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recoveryCodes: string[] | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description WebAuthn, as JSON */
                    response: {
                        [key: string]: unknown;
                    };
                    ticket: string;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recoveryCodes: string[] | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askForNewPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description WebAuthn, as JSON */
                        options: {
                            [key: string]: unknown;
                        };
                        ticket: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recoveryCodes: string[] | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSecondFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description an authenticator app is set up */
                        app: boolean;
                        passkeys: components["schemas"]["Passkey"][];
                        recoveryCodesLeft: number;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAddOnSoftware: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AddOnSoftware"][];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginAddOnSoftware: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    bytes: number;
                    fileName: string;
                    name: string;
                    platform: "windows" | "macos" | "linux";
                    version: string;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        partBytes: number;
                        parts: number;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAddOnSoftware: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeAddOnSoftware: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddOnSoftware"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAddOnSoftwareFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Success */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAddOnSoftwarePart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                part: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAdministrators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Administrator"][];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAdministrator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    groupIds: number[];
                    language: "ja" | "en";
                    /** @description fixed for life */
                    loginId: string;
                    password?: string;
                    role: "organization" | "group";
                    welcome: "mail" | "link" | "password";
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        administrator: components["schemas"]["Administrator"];
                        link: {
                            /** Format: date-time */
                            expiresAt: string;
                            token: string;
                        } | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAdministrator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeAdministrator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email?: string;
                    groupIds?: number[];
                    language?: "ja" | "en";
                    password?: string;
                    role?: "organization" | "group";
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Administrator"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeAccountLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: "mail" | "link";
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        link: {
                            /** Format: date-time */
                            expiresAt: string;
                            token: string;
                        } | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSecondFactorsOf: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeOwnAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    currentPassword?: string;
                    email?: string;
                    language?: "ja" | "en";
                    newPassword?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Administrator"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAgentIntakes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AgentIntake"][];
                        url: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeAgentIntake: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    expiresInDays: number;
                    groupId: number;
                    name: string;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        intake: components["schemas"]["AgentIntake"];
                        secret: string;
                        url: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeAgentIntake: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAgentUpdates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentUpdates"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addReleaseFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeReleaseKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    signatures: components["schemas"]["Signature"][];
                    text: string;
                };
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addRelease: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    release: {
                        signatures: components["schemas"]["Signature"][];
                        text: string;
                    };
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Release"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRelease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startRollout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RolloutStart"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rollout"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeRollout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RolloutChange"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rollout"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUpdateDevices: {
        parameters: {
            query: {
                after?: string;
                state: "offered" | "updated" | "failed";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdateDeviceList"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            createdAt: string;
                            expiresAt: string | null;
                            id: string;
                            lastUsedAt: string | null;
                            name: string;
                            permissions: ("devices.read" | "devices.write" | "devices.command" | "devices.wipe" | "devices.deregister" | "devices.import" | "locations.read" | "inventory.read" | "inventory.collect" | "policies.read" | "policies.write" | "policies.keys" | "groups.read" | "groups.write" | "history.read" | "installers.read" | "installers.write" | "installers.download" | "approvals.read" | "approvals.write" | "administrators.read" | "administrators.write" | "tokens.read" | "tokens.write" | "system.read" | "system.write" | "uninstall-password.read" | "audit.read" | "metrics.read")[];
                            /** @description the first characters of the secret, to recognise it */
                            prefix: string;
                        }[];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    expiresAt: string | null;
                    name: string;
                    permissions: ("devices.read" | "devices.write" | "devices.command" | "devices.wipe" | "devices.deregister" | "devices.import" | "locations.read" | "inventory.read" | "inventory.collect" | "policies.read" | "policies.write" | "policies.keys" | "groups.read" | "groups.write" | "history.read" | "installers.read" | "installers.write" | "installers.download" | "approvals.read" | "approvals.write" | "administrators.read" | "administrators.write" | "tokens.read" | "tokens.write" | "system.read" | "system.write" | "uninstall-password.read" | "audit.read" | "metrics.read")[];
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                        token: {
                            /** Format: date-time */
                            createdAt: string;
                            expiresAt: string | null;
                            id: string;
                            lastUsedAt: string | null;
                            name: string;
                            permissions: ("devices.read" | "devices.write" | "devices.command" | "devices.wipe" | "devices.deregister" | "devices.import" | "locations.read" | "inventory.read" | "inventory.collect" | "policies.read" | "policies.write" | "policies.keys" | "groups.read" | "groups.write" | "history.read" | "installers.read" | "installers.write" | "installers.download" | "approvals.read" | "approvals.write" | "administrators.read" | "administrators.write" | "tokens.read" | "tokens.write" | "system.read" | "system.write" | "uninstall-password.read" | "audit.read" | "metrics.read")[];
                            /** @description the first characters of the secret, to recognise it */
                            prefix: string;
                        };
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApprovalRequests: {
        parameters: {
            query?: {
                before?: string;
                limit?: number;
                state?: "open" | "closed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApprovalRequest"][];
                        more: boolean;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getApprovalRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalRequest"] & {
                        domain: "batch" | "trust-set";
                        present: string[];
                        statements: {
                            subject: string;
                            text: string;
                        }[];
                        text: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refuseApprovalRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalRequest"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signApprovalRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Signature"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalRequest"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getApprovals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalsOverview"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeApprovals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrustChange"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalsOverview"];
                };
            };
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalAsked"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTrustChain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        chain: {
                            signatures: components["schemas"]["Signature"][];
                            text: string;
                        }[];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuditLog: {
        parameters: {
            query?: {
                action?: "add-on-software.deleted" | "add-on-software.fetched" | "add-on-software.registered" | "administrator.changed" | "administrator.created" | "administrator.deleted" | "administrator.link-made" | "administrator.password-set-by-link" | "administrator.second-factors-removed" | "agent-intake.made" | "agent-intake.revoked" | "agent-release.added" | "agent-release.deleted" | "agent-release.file-added" | "agent-rollout.changed" | "agent-rollout.halted" | "agent-rollout.started" | "api-token.adopted" | "api-token.created" | "api-token.revoked" | "approval-request.approved" | "approval-request.asked" | "approval-request.expired" | "approval-request.outdated" | "approval-request.refused" | "approval-request.signed" | "audit-log.cut" | "audit-log.exported" | "device-list.exported" | "device-list.imported" | "device.clone-returned" | "device.deregistered" | "device.lock-issued" | "device.parted" | "device.registered" | "device.registered-again" | "device.removed-silent" | "device.replaced" | "device.saved" | "device.track-deleted" | "device.track-viewed" | "device.unlock-issued" | "device.wipe-cancelled" | "device.wipe-confirmed" | "device.wipe-expired" | "device.wipe-issued" | "device.wipe-receipt-refused" | "group.created" | "group.deleted" | "group.renamed" | "installer-download.fetched" | "installer-download.made" | "installer-download.revoked" | "installer-setting.created" | "installer-setting.deleted" | "installer-setting.saved" | "inventory.imported" | "inventory.requested" | "linked-clones.saved" | "locations.viewed" | "lock-history.exported" | "login-rules.changed" | "mail.tested" | "organization.contracted-devices-changed" | "organization.founded" | "organization.renamed" | "organization.restored" | "organization.settings-saved" | "policy.created" | "policy.deleted" | "policy.saved" | "policy.unlock-key-downloaded" | "policy.unlock-key-issued" | "retention.saved" | "saved-search.deleted" | "saved-search.saved" | "second-factor.added" | "second-factor.recovery-codes-made" | "second-factor.removed" | "session.begun" | "session.ended" | "software-list.exported" | "task.cancelled" | "trust-set.changed" | "uninstall-password.issued" | "uninstall-password.viewed" | "utility.fetched";
                actor?: string;
                cursor?: string;
                from?: string;
                limit?: number;
                target?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditLogEntry"][];
                        nextCursor: string | null;
                        sealed: {
                            at: string | null;
                            entries: number;
                            keyId: string | null;
                        };
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportAuditLog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDevices: {
        parameters: {
            query?: {
                clientKind?: "standard" | "linked-clone" | "on-demand" | "standalone" | "glpi-agent" | "fusioninventory-agent" | "ocs-agent";
                cursor?: string;
                group?: number;
                keyword?: string;
                limit?: number;
                noGroup?: boolean;
                notSeenSince?: string;
                pending?: boolean;
                policy?: string;
                software?: number;
                sort?: "computerName" | "userName" | "lastSeenAt" | "registeredAt" | "policyCode" | "-computerName" | "-userName" | "-lastSeenAt" | "-registeredAt" | "-policyCode";
                state?: "deregistered" | "wipe-incomplete" | "wiped" | "wiping" | "remote-locked" | "sim-locked" | "timer-locked" | "timer-lock-expected" | "pending" | "online" | "offline" | "inventory-only";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeviceSummary"][];
                        nextCursor: string | null;
                        total: number;
                        totalIsExact: boolean;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceSummary"] & {
                        checkInIntervalMs: number;
                        releasedBy: ("key" | "ssid") | null;
                        settingsRevision: {
                            fetched: number | null;
                            wanted: number;
                        };
                        sim: {
                            present: string | null;
                            registered: string | null;
                        };
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    groupId?: number | null;
                    note?: string;
                    policyCode?: string;
                    userName?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceSummary"] & {
                        checkInIntervalMs: number;
                        releasedBy: ("key" | "ssid") | null;
                        settingsRevision: {
                            fetched: number | null;
                            wanted: number;
                        };
                        sim: {
                            present: string | null;
                            registered: string | null;
                        };
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeviceCommands: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Command"][];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueDeviceCommand: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    kind: "lock" | "unlock";
                    /** @description with a lock: until the unlock no unlock key releases it, for whoever has the device may have a key */
                    noKeys?: boolean;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deregisterDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalAsked"];
                };
            };
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeviceInventory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        leftOut: ("hardware" | "operating-system" | "disks" | "network" | "software" | "users")[];
                        sections: {
                            /** Format: date-time */
                            collectedAt: string;
                            content: unknown;
                            hash: string;
                            name: string;
                        }[];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInventoryChanges: {
        parameters: {
            query?: {
                cursor?: string;
                from?: string;
                limit?: number;
                until?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            at: string;
                            changes: {
                                facts: {
                                    after: (string | number | boolean) | null;
                                    before: (string | number | boolean) | null;
                                    field: string;
                                    name: string;
                                    thing: "system" | "operating-system" | "processor" | "disk" | "volume" | "interface" | "network";
                                }[];
                                software: {
                                    added: string[];
                                    name: string;
                                    publisher: string;
                                    removed: string[];
                                }[];
                            };
                            /** Format: date-time */
                            collectedAt: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collectDeviceInventory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getInventoryDifference: {
        parameters: {
            query: {
                since: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: {
                            facts: {
                                after: (string | number | boolean) | null;
                                before: (string | number | boolean) | null;
                                field: string;
                                name: string;
                                thing: "system" | "operating-system" | "processor" | "disk" | "volume" | "interface" | "network";
                            }[];
                            software: {
                                added: string[];
                                name: string;
                                publisher: string;
                                removed: string[];
                            }[];
                        };
                        times: number;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeviceLocation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        enabled: boolean;
                        last: {
                            accuracyM: number;
                            /** Format: date-time */
                            at: string;
                            latitude: number;
                            longitude: number;
                            source: string;
                        } | null;
                        retentionDays: number;
                        state: string | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeviceNetwork: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        proxy: {
                            /** Format: date-time */
                            at: string;
                            code: string | null;
                            family: ("ipv4" | "ipv6") | null;
                            instead: string;
                            other: {
                                code: string;
                                proxy: string;
                            } | null;
                            proxy: string;
                        } | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeviceTimeline: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            actor: string | null;
                            /** Format: date-time */
                            at: string;
                            commandId: string | null;
                            commandKind: string | null;
                            detail: {
                                [key: string]: unknown;
                            };
                            id: string;
                            receivedAt: string | null;
                            what: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeviceTrack: {
        parameters: {
            query: {
                cursor?: string;
                from: string;
                limit?: number;
                thinTo?: number;
                until: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: ({
                            accuracyM: number;
                            /** Format: date-time */
                            at: string;
                            latitude: number;
                            longitude: number;
                            source: string;
                        } & {
                            altitudeM: number | null;
                            /** Format: date-time */
                            receivedAt: string;
                            speedMps: number | null;
                        })[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDeviceTrack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeviceWipe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        latest: components["schemas"]["Wipe"] | null;
                        policyCode: string;
                        policyName: string;
                        policyRevision: number;
                        registeredAgain: {
                            /** Format: date-time */
                            at: string;
                            deviceId: string;
                        } | null;
                        targets: {
                            encryptionKeys: boolean;
                            folders: string[];
                            patterns: {
                                folder: string;
                                pattern: string;
                            }[];
                            shutDown: boolean;
                            volumes: string[];
                        };
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    wipeDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description the device’s name, typed by a person */
                    computerName: string;
                    policyRevision: number;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Wipe"];
                };
            };
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalAsked"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelDeviceWipe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWipeReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        devicePublicKey: string;
                        intent: string;
                        receipts: {
                            signatures: components["schemas"]["Signature"][];
                            text: string;
                        }[];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueCommands: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    deviceIds: string[];
                    kind: "lock" | "unlock";
                    /** @description with a lock: until the unlock no unlock key releases it, for whoever has the device may have a key */
                    noKeys?: boolean;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        asked?: components["schemas"]["ApprovalAsked"];
                        issued: number;
                        refused: {
                            code: string;
                            deviceId: string;
                        }[];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    filter: {
                        clientKind?: "standard" | "linked-clone" | "on-demand" | "standalone" | "glpi-agent" | "fusioninventory-agent" | "ocs-agent";
                        group?: number;
                        /** @description part, case-sensitive: computer name, user, group name, note */
                        keyword?: string;
                        noGroup?: boolean;
                        /** Format: date-time */
                        notSeenSince?: string;
                        pending?: boolean;
                        policy?: string;
                        /** @description number of a title of GET /software, or of one of its versions */
                        software?: number;
                        state?: "deregistered" | "wipe-incomplete" | "wiped" | "wiping" | "remote-locked" | "sim-locked" | "timer-locked" | "timer-lock-expected" | "pending" | "online" | "offline" | "inventory-only";
                    };
                };
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importDevices: {
        parameters: {
            query?: {
                fileName?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmDeviceImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collectInventories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    deviceIds: string[];
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        asked?: components["schemas"]["ApprovalAsked"];
                        issued: number;
                        refused: {
                            code: string;
                            deviceId: string;
                        }[];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    wipeDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    devices: {
                        /** @description the device’s name, typed by a person */
                        computerName: string;
                        deviceId: string;
                        policyRevision: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        asked?: components["schemas"]["ApprovalAsked"];
                        issued: number;
                        refused: {
                            code: string;
                            deviceId: string;
                        }[];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeviceGroup"][];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceGroup"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renameGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceGroup"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInstallerDownloads: {
        parameters: {
            query?: {
                cursor?: string;
                keyword?: string;
                limit?: number;
                platform?: "windows" | "macos" | "linux";
                state?: "usable" | "used-up" | "expired" | "revoked";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InstallerDownload"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getInstallerFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Success */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeInstaller: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstallerDownload"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInstallerPackages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InstallerPackage"][];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInstallerSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InstallerSetting"][];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createInstallerSetting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    clientKind: "standard" | "linked-clone" | "on-demand" | "standalone";
                    format: "wizard" | "silent";
                    initial: {
                        desktopEntry: boolean;
                        externalDeviceControl: boolean;
                        findsRecordAgain?: boolean;
                        inventoryAfterInstall: boolean;
                        inventorySections: ("hardware" | "operating-system" | "disks" | "network" | "software" | "users")[];
                        language: "ja" | "en";
                        operationLog: boolean;
                        policyCode: string;
                        proxy: {
                            ipv4: {
                                host: string;
                                port: number;
                            } | null;
                            ipv6: {
                                host: string;
                                port: number;
                            } | null;
                            locked: boolean;
                            mode: "none" | "system" | "manual";
                        };
                        restartPrompt: boolean;
                        trayIcon: boolean;
                        uninstallPassword: boolean;
                    };
                    name: string;
                    platform: "windows" | "macos" | "linux";
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstallerSetting"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveInstallerSetting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    format: "wizard" | "silent";
                    initial: {
                        desktopEntry: boolean;
                        externalDeviceControl: boolean;
                        findsRecordAgain?: boolean;
                        inventoryAfterInstall: boolean;
                        inventorySections: ("hardware" | "operating-system" | "disks" | "network" | "software" | "users")[];
                        language: "ja" | "en";
                        operationLog: boolean;
                        policyCode: string;
                        proxy: {
                            ipv4: {
                                host: string;
                                port: number;
                            } | null;
                            ipv6: {
                                host: string;
                                port: number;
                            } | null;
                            locked: boolean;
                            mode: "none" | "system" | "manual";
                        };
                        restartPrompt: boolean;
                        trayIcon: boolean;
                        uninstallPassword: boolean;
                    };
                    name: string;
                    revision: number;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstallerSetting"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteInstallerSetting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeInstaller: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    architecture?: "x86" | "x64" | "arm64";
                    expiresInDays: number;
                    groupId: number;
                    maximumUses: number | null;
                    packageId: "windows-exe" | "windows-msi" | "windows-program" | "macos-pkg" | "linux-deb" | "linux-rpm" | "linux-sh" | "linux-run";
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstallerDownload"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importInventories: {
        parameters: {
            query: {
                fileName: string;
                group?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getInventoryFigures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryFigures"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInventoryLeftOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description active devices that the reader may see */
                            devices: number;
                            policies: {
                                code: string;
                                name: string;
                            }[];
                            section: "hardware" | "operating-system" | "disks" | "network" | "software" | "users";
                        }[];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLocationMap: {
        parameters: {
            query: {
                east: number;
                north: number;
                south: number;
                west: number;
                zoom: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        clusters: {
                            devices: number;
                            latitude: number;
                            longitude: number;
                        }[];
                        devices: components["schemas"]["LocatedDevice"][];
                        total: number;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLocatedDevices: {
        parameters: {
            query: {
                cursor?: string;
                east: number;
                limit?: number;
                north: number;
                south: number;
                west: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LocatedDevice"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLockHistory: {
        parameters: {
            query?: {
                computerName?: string;
                cursor?: string;
                deviceId?: string;
                from?: string;
                limit?: number;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            completedAt: string | null;
                            computerName: string;
                            deviceId: string;
                            id: string;
                            issuedAt: string | null;
                            issuedBy: string | null;
                            lockedAt: string | null;
                            shutDownAt: string | null;
                            what: "lock" | "unlock" | "sim-lock";
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportLockHistory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    filter: {
                        /** @description part, case-sensitive */
                        computerName?: string;
                        deviceId?: string;
                        /** Format: date-time */
                        from?: string;
                        /** Format: date-time */
                        until?: string;
                    };
                    timeZone: string;
                };
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLoginRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secondFactorRequired: boolean;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setLoginRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    secondFactorRequired: boolean;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secondFactorRequired: boolean;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMailStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        configured: boolean;
                        encryption: ("starttls" | "tls" | "none") | null;
                        from: string | null;
                        host: string | null;
                        port: number | null;
                        user: string | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendTestMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        answer: string | null;
                        outcome: "sent" | "unreachable" | "encryption-failed" | "login-refused" | "address-refused" | "failed";
                        to: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMapSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tiles: {
                            attribution: string;
                            url: string;
                        } | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPasswordResetStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        byMail: boolean;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description login id or e-mail address */
                    who: string;
                };
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Policy"][];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    name: string;
                    settings: components["schemas"]["PolicySettings"];
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    savePolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    revision: number;
                    settings: components["schemas"]["PolicySettings"];
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalAsked"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    downloadUnlockKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueUnlockKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSavedSearches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SavedSearch"][];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSavedSearch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    shared: boolean;
                    view: components["schemas"]["DeviceView"];
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSavedSearch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    shared: boolean;
                    view: components["schemas"]["DeviceView"];
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSavedSearch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getServiceState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceState"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        administrator: {
                            email: string;
                            id: string;
                            language: "ja" | "en";
                            loginId: string;
                            role: "organization" | "group";
                        };
                        organization: {
                            code: string;
                            id: string;
                            name: string;
                        };
                        permissions: ("devices.read" | "devices.write" | "devices.command" | "devices.wipe" | "devices.deregister" | "devices.import" | "locations.read" | "inventory.read" | "inventory.collect" | "policies.read" | "policies.write" | "policies.keys" | "groups.read" | "groups.write" | "history.read" | "installers.read" | "installers.write" | "installers.download" | "approvals.read" | "approvals.write" | "administrators.read" | "administrators.write" | "tokens.read" | "tokens.write" | "system.read" | "system.write" | "uninstall-password.read" | "audit.read" | "metrics.read")[];
                        secondFactor: {
                            present: boolean;
                            /** @description by the organization; without one nothing is permitted but setting it up */
                            required: boolean;
                        };
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    loginId: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        administrator: {
                            email: string;
                            id: string;
                            language: "ja" | "en";
                            loginId: string;
                            role: "organization" | "group";
                        };
                        organization: {
                            code: string;
                            id: string;
                            name: string;
                        };
                        permissions: ("devices.read" | "devices.write" | "devices.command" | "devices.wipe" | "devices.deregister" | "devices.import" | "locations.read" | "inventory.read" | "inventory.collect" | "policies.read" | "policies.write" | "policies.keys" | "groups.read" | "groups.write" | "history.read" | "installers.read" | "installers.write" | "installers.download" | "approvals.read" | "approvals.write" | "administrators.read" | "administrators.write" | "tokens.read" | "tokens.write" | "system.read" | "system.write" | "uninstall-password.read" | "audit.read" | "metrics.read")[];
                        secondFactor: {
                            present: boolean;
                            /** @description by the organization; without one nothing is permitted but setting it up */
                            required: boolean;
                        };
                    };
                };
            };
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondStep"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logInWithPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description WebAuthn, as JSON */
                    response: {
                        [key: string]: unknown;
                    };
                    ticket: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        administrator: {
                            email: string;
                            id: string;
                            language: "ja" | "en";
                            loginId: string;
                            role: "organization" | "group";
                        };
                        organization: {
                            code: string;
                            id: string;
                            name: string;
                        };
                        permissions: ("devices.read" | "devices.write" | "devices.command" | "devices.wipe" | "devices.deregister" | "devices.import" | "locations.read" | "inventory.read" | "inventory.collect" | "policies.read" | "policies.write" | "policies.keys" | "groups.read" | "groups.write" | "history.read" | "installers.read" | "installers.write" | "installers.download" | "approvals.read" | "approvals.write" | "administrators.read" | "administrators.write" | "tokens.read" | "tokens.write" | "system.read" | "system.write" | "uninstall-password.read" | "audit.read" | "metrics.read")[];
                        secondFactor: {
                            present: boolean;
                            /** @description by the organization; without one nothing is permitted but setting it up */
                            required: boolean;
                        };
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askForPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description WebAuthn, as JSON */
                        options: {
                            [key: string]: unknown;
                        };
                        ticket: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proveSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    passkey?: {
                        /** @description WebAuthn, as JSON */
                        response: {
                            [key: string]: unknown;
                        };
                        ticket: string;
                    };
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askForProof: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description WebAuthn, as JSON */
                        options: {
                            [key: string]: unknown;
                        };
                        ticket: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    takeSecondStep: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code?: string;
                    /** @description WebAuthn, as JSON */
                    passkey?: {
                        [key: string]: unknown;
                    };
                    recoveryCode?: string;
                    ticket: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        administrator: {
                            email: string;
                            id: string;
                            language: "ja" | "en";
                            loginId: string;
                            role: "organization" | "group";
                        };
                        organization: {
                            code: string;
                            id: string;
                            name: string;
                        };
                        permissions: ("devices.read" | "devices.write" | "devices.command" | "devices.wipe" | "devices.deregister" | "devices.import" | "locations.read" | "inventory.read" | "inventory.collect" | "policies.read" | "policies.write" | "policies.keys" | "groups.read" | "groups.write" | "history.read" | "installers.read" | "installers.write" | "installers.download" | "approvals.read" | "approvals.write" | "administrators.read" | "administrators.write" | "tokens.read" | "tokens.write" | "system.read" | "system.write" | "uninstall-password.read" | "audit.read" | "metrics.read")[];
                        secondFactor: {
                            present: boolean;
                            /** @description by the organization; without one nothing is permitted but setting it up */
                            required: boolean;
                        };
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSetupStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        needed: boolean;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupRequest"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        organizationCode: string;
                        recoveryKey: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSoftware: {
        parameters: {
            query?: {
                cursor?: string;
                keyword?: string;
                limit?: number;
                sort?: "name" | "devices" | "-name" | "-devices";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SoftwareTitle"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSoftware: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SoftwareDetail"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportSoftware: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    filter: {
                        /** @description part, case-sensitive: name, publisher */
                        keyword?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSystemInformation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contractedDevices: number;
                        /** @description where devices reach this server */
                        deviceUrl: string;
                        enrolmentCommand: string;
                        organizationCode: string;
                        organizationName: string;
                        registeredDevices: number;
                        /** @description enrolment serial number */
                        serialNumber: string;
                        trust: {
                            hash: string;
                            version: number;
                        };
                        version: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSystemInformation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    organizationName?: string;
                };
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contractedDevices: number;
                        /** @description where devices reach this server */
                        deviceUrl: string;
                        enrolmentCommand: string;
                        organizationCode: string;
                        organizationName: string;
                        registeredDevices: number;
                        /** @description enrolment serial number */
                        serialNumber: string;
                        trust: {
                            hash: string;
                            version: number;
                        };
                        version: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCloneUpkeep: {
        parameters: {
            query?: {
                silentDays?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CloneUpkeep"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveCloneUpkeep: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloneUpkeepSettings"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CloneUpkeep"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionSettings"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetentionSettings"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionSettings"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveAllSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        revision: number;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueUninstallPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        issuedAt: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revealUninstallPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        issuedAt: string;
                        password: string;
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Task"][];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTaskFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                name: "input" | "result" | "errors";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUtilities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Utility"][];
                    };
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUtilityFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: "run-as" | "windows-log-folder" | "windows-support" | "windows-uninstall" | "linux-log-folder" | "linux-support" | "linux-uninstall";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Success */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Problem details (RFC 9457); decide by `code` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
