import type { Services } from '#shared/contract/services.ts';
import { actionsService } from './actions-service.ts';
import { appService } from './app-service.ts';
import { auditService } from './audit-service.ts';
import { computeService } from './compute-service.ts';
import { connectionsService } from './connections-service.ts';
import { costsService } from './costs-service.ts';
import { createDating } from './dated.ts';
import { filesService } from './files-service.ts';
import { importsService } from './imports-service.ts';
import { jobsService } from './jobs-service.ts';
import { metricsService } from './metrics-service.ts';
import { overviewService } from './overview-service.ts';
import { recommendationsService } from './recommendations-service.ts';
import { schedulesService } from './schedules-service.ts';
import type { ServiceContext } from './service-context.ts';
import { settingsService } from './settings-service.ts';
import { storageService } from './storage-service.ts';
import { syncService } from './sync-service.ts';
import { transfersService } from './transfers-service.ts';
import { vaultService } from './vault-service.ts';

/** Every method of the contract. */
export function createServices(context: ServiceContext): Services {
  const dating = createDating(context);
  return {
    // Running calls belong to a port: the router of each port answers this one itself.
    calls: { cancel: () => false },
    app: appService(context),
    files: filesService(context),
    connections: connectionsService(context),
    sync: syncService(context, dating),
    jobs: jobsService(context),
    imports: importsService(context),
    costs: costsService(context, dating),
    compute: computeService(context, dating),
    actions: actionsService(context),
    audit: auditService(context),
    metrics: metricsService(context),
    storage: storageService(context, dating),
    transfers: transfersService(context),
    schedules: schedulesService(context),
    recommendations: recommendationsService(context),
    overview: overviewService(context, dating),
    settings: settingsService(context),
    vault: vaultService(context),
  };
}
