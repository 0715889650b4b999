"""Names of the peer's API that graphmat does not have on purpose, each with the reason."""

from __future__ import annotations

from typing import Final

_COMPONENTS = "definitions are Python modules here; components and their YAML are not read"
_PIPES = "external processes are not piped: call them in the op, with subprocess.run for instance"
_DAEMON = "nothing runs in the background: graphmat runs when it is told to, by cron for instance"
_INSTANCE = "runs are recorded in a local event log, without launchers, queues or code locations"
_STEPS = "steps run in this process or in worker processes, not by launchers of their own"
_INTERNAL = "it is an internal of dagster; modules of ops and assets do without it"

_GROUPS: Final[dict[str, str]] = {
    _COMPONENTS: (
        "AssetAttributesModel Component ComponentFormConfig ComponentLoadContext ComponentTree "
        "ComponentTypeSpec DefinitionsComponent DefsFolderComponent FunctionComponent Injected "
        "Model PythonScriptComponent ResolutionContext Resolvable ResolvedAssetCheckSpec "
        "ResolvedAssetKey ResolvedAssetSpec Resolver ScaffoldRequest Scaffolder SqlComponent "
        "StateBackedComponent TemplatedSqlComponent UPathDefsStateStorage UvRunComponent "
        "build_component_defs build_defs_for_component component_defs component_instance "
        "get_all_components_defs_within_project get_component_defs_within_project load_defs "
        "load_from_defs_folder scaffold_component scaffold_with template_var components "
        "DagsterLibraryRegistry"
    ),
    _PIPES: (
        "PipesBlobStoreMessageReader PipesClient PipesClientCompletedInvocation "
        "PipesCompositeMessageReader PipesContextInjector PipesEnvContextInjector "
        "PipesExecutionResult PipesFileContextInjector PipesFileMessageReader PipesLaunchedData "
        "PipesLogReader PipesMessageHandler PipesMessageReader PipesSession PipesSubprocessClient "
        "PipesTempFileContextInjector PipesTempFileMessageReader open_pipes_session"
    ),
    _DAEMON: (
        "AutoMaterializeAssetPartitionsFilter AutomationContext AutomationResult "
        "EvaluateAutomationConditionsResult MultiAssetSensorEvaluationContext "
        "evaluate_automation_conditions build_multi_asset_sensor_context "
        "build_run_status_sensor_context"
    ),
    _INSTANCE: (
        "CodeLocationSelector DefaultRunLauncher JobSelector MigrateIOStorageResult "
        "QueuedRunCoordinator RepositorySelector RunShardedEventsCursor "
        "RunStatusChangeRecordsFilter SubmitRunContext migrate_io_storage "
        "partition_loading_context"
    ),
    _STEPS: (
        "Executor ExecutorRequirement InitExecutorContext StepExecutionContext StepLauncher "
        "StepRunRef external_instance_from_step_run_ref multiple_process_executor_requirements "
        "run_step_from_ref step_context_to_step_run_ref step_run_ref_to_step_context"
    ),
    _INTERNAL: (
        "AssetJobKey AssetOrCheckKey AssetPartitionStatus BindResourcesToJobs "
        "ConfigurableLegacyIOManagerAdapter DataProvenance DataVersionsByPartition "
        "HookExecutionResult IAttachDifferentObjectToOpContext PaginatedResults "
        "RepositoryData SensorReturnTypesUnion "
        "build_reconstructable_job create_repository_using_definitions_args deserialize_value "
        "raise_execution_interrupts serialize_value"
    ),
    "runs are not stopped after a time; put 'timeout' before it": "MAX_RUNTIME_SECONDS_TAG",
    "write the value to a file in the op, or keep it with an I/O manager": (
        "FileHandle LocalFileHandle local_file_manager"
    ),
    "a check on the time of the last materialization is an @asset_check of a few lines": (
        "build_sensor_for_freshness_checks build_time_partition_freshness_checks"
    ),
}

REFUSED: Final[dict[str, str]] = {
    name: reason for reason, names in _GROUPS.items() for name in names.split()
}
"""Name → why graphmat does not have it."""

_COMPANIONS: Final = (
    "airbyte airflow airlift anthropic aws azure blobstore celery celery_docker celery_k8s census "
    "chroma cloud components cube dask databricks databricks_pipes datadog datahub dbt deltalake "
    "deltalake_pandas deltalake_polars dg_cli dg_core dlt docker duckdb duckdb_pandas "
    "duckdb_polars duckdb_pyspark embedded_elt evidence fivetran gcp gcp_pandas gcp_pyspark ge "
    "gemini github gitlab graphql great_expectations hashicorp hex hightouch iceberg k8s lakefs "
    "looker managed_elements meltano mlflow modal mongo msteams mysql notdiamond omni openai "
    "openlineage pagerduty pandas pandera papertrail pipes_rust polars polytomic postgres powerbi "
    "prometheus pyspark qdrant ray salesforce sdf shell sigma slack slurm sling snowflake "
    "snowflake_pandas snowflake_polars snowflake_pyspark snowpark spark ssh tableau teradata test "
    "twilio wandb weaviate webserver"
)

COMPANIONS: Final = frozenset({"dagstermill", *(f"dagster_{name}" for name in _COMPANIONS.split())})
"""Packages that extend dagster itself; graphmat stands in for none of them."""
