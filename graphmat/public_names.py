"""The names of the public API, and the module that each comes from.

``import graphmat as dg`` imports nothing of all this: a name's module is entered when the name is
first used (PEP 562), so that a module of plain ops never pays for pydantic or partitions.
"""

from __future__ import annotations

from typing import Final

_BY_MODULE: Final[dict[str, str]] = {
    "api.in_process": "materialize materialize_to_memory validate_run_config",
    "api.instance": "Instance instance_for_test",
    "api.reexecution": "ReexecutionOptions execute_job reconstructable",
    "api.results": "ExecuteInProcessResult",
    "api.run_events": "DagsterEventType",
    "api.run_records": "AssetRecordsFilter DagsterRunStatus EventRecordsFilter RunsFilter",
    "definitions.asset_decorators": "asset multi_asset",
    "definitions.asset_ins_outs": "AssetIn AssetOut",
    "definitions.asset_specs": "AssetDep AssetSpec SourceAsset",
    "definitions.assets": "AssetsDefinition",
    "definitions.check_decorators": "asset_check multi_asset_check",
    "definitions.automation": (
        "AutoMaterializePolicy AutoMaterializeRule AutomationCondition FreshnessPolicy "
        "LegacyFreshnessPolicy apply_freshness_policy get_dagster_logger"
    ),
    "definitions.schedules": (
        "AddDynamicPartitionsRequest AssetSensorDefinition AutomationConditionSensorDefinition "
        "DefaultScheduleStatus DefaultSensorStatus DeleteDynamicPartitionsRequest "
        "MultiAssetSensorDefinition RunFailureSensorContext RunRequest RunStatusSensorContext "
        "RunStatusSensorDefinition ScheduleDefinition ScheduleEvaluationContext SensorDefinition "
        "SensorEvaluationContext SensorResult SkipReason asset_sensor build_schedule_context "
        "build_schedule_from_partitioned_job build_sensor_context "
        "make_email_on_run_failure_sensor multi_asset_sensor run_failure_sensor "
        "run_status_sensor schedule sensor"
    ),
    "definitions.code_references": (
        "AnchorBasedFilePathMapping FilePathMapping LocalFileCodeReference UrlCodeReference "
        "link_code_references_to_git with_source_code_references"
    ),
    "definitions.loggers": (
        "InitLoggerContext JsonLogFormatter LoggerDefinition build_init_logger_context "
        "colored_console_logger default_loggers default_system_loggers json_console_logger logger"
    ),
    "definitions.metadata_kinds": (
        "BoolMetadataValue CodeReferencesMetadataValue DagsterAssetMetadataValue "
        "DagsterJobMetadataValue DagsterRunMetadataValue FloatMetadataValue IntMetadataValue "
        "JsonMetadataValue MarkdownMetadataValue MetadataEntry NotebookMetadataValue "
        "NullMetadataValue PathMetadataValue PoolMetadataValue PythonArtifactMetadataValue "
        "TableColumnLineageMetadataValue TableMetadataValue TableSchemaMetadataValue "
        "TextMetadataValue TimestampMetadataValue UrlMetadataValue"
    ),
    "definitions.observation": (
        "ObserveResult multi_observable_source_asset observable_source_asset"
    ),
    "definitions.own_types": (
        "DagsterTypeLoader check_dagster_type dagster_type_loader "
        "make_python_type_usable_as_dagster_type usable_as_dagster_type"
    ),
    "definitions.repositories": "RepositoryDefinition repository",
    "definitions.stability": (
        "BetaWarning ConfigArgumentWarning PreviewWarning SupersessionWarning deprecation_warning"
    ),
    "definitions.tables": (
        "TableColumn TableColumnConstraints TableColumnDep TableColumnLineage TableConstraints "
        "TableRecord TableSchema"
    ),
    "definitions.checks": (
        "AssetCheckResult AssetCheckSeverity AssetCheckSpec AssetMaterialization AssetObservation "
        "ExpectationResult MaterializeResult"
    ),
    "definitions.context": ("AssetCheckExecutionContext AssetExecutionContext OpExecutionContext"),
    "definitions.definitions": "AssetValueLoader Definitions",
    "definitions.dependencies": (
        "DependencyDefinition InputMapping MultiDependencyDefinition NodeInvocation OutputMapping"
    ),
    "definitions.direct_context": (
        "build_asset_check_context build_asset_context build_op_context"
    ),
    "definitions.entry_points": "definitions",
    "definitions.executor_defs": (
        "ExecutorDefinition executor in_process_executor multi_or_in_process_executor "
        "multiprocess_executor threads_executor"
    ),
    "definitions.graph_asset_decorators": "graph_asset graph_multi_asset",
    "definitions.graphs": "GraphDefinition graph",
    "definitions.hooks": (
        "HookContext HookDefinition build_hook_context failure_hook success_hook"
    ),
    "definitions.ins_outs": (
        "DataVersion DynamicOut DynamicOutput GraphIn GraphOut In Nothing Out Output"
    ),
    "definitions.io_context": (
        "InputContext OutputContext build_input_context build_output_context"
    ),
    "definitions.jobs": "JobDefinition define_asset_job job",
    "definitions.load_assets": (
        "load_asset_checks_from_current_module load_asset_checks_from_modules "
        "load_asset_checks_from_package_module load_assets_from_current_module "
        "load_assets_from_modules load_assets_from_package_module load_assets_from_package_name "
        "load_asset_checks_from_package_name load_definitions_from_current_module "
        "load_definitions_from_module load_definitions_from_modules "
        "load_definitions_from_package_module load_definitions_from_package_name map_asset_specs"
    ),
    "definitions.metadata": "MetadataValue",
    "definitions.ops": "OpDefinition op",
    "definitions.partitioned_config": (
        "Partition PartitionedConfig daily_partitioned_config dynamic_partitioned_config "
        "hourly_partitioned_config monthly_partitioned_config static_partitioned_config "
        "weekly_partitioned_config"
    ),
    "definitions.policies": "Backoff Failure Jitter RetryPolicy RetryRequested",
    "definitions.with_resources": "BackfillPolicy with_resources",
    "definitions.types": "DagsterType PythonObjectDagsterType TypeCheck",
    "io_managers.defaults": "fs_io_manager mem_io_manager",
    "io_managers.duckdb_tables": "DuckDBIOManager",
    "io_managers.filesystem": "FilesystemIOManager",
    "io_managers.memory": "InMemoryIOManager",
    "io_managers.table_files": "AutoIOManager ParquetIOManager",
    "io_managers.paths": "UPathIOManager custom_path_fs_io_manager",
    "keys": "AssetCheckKey AssetKey",
    "partitions.base": "PartitionKeyRange PartitionsDefinition",
    "partitions.dynamic": "DynamicPartitionsDefinition",
    "partitions.mapping_base": "PartitionMapping",
    "partitions.mappings": (
        "AllPartitionMapping DimensionPartitionMapping IdentityPartitionMapping "
        "LastPartitionMapping MultiPartitionMapping MultiToSingleDimensionPartitionMapping "
        "SpecificPartitionsPartitionMapping StaticPartitionMapping TimeWindowPartitionMapping"
    ),
    "partitions.multi": "MultiPartitionsDefinition",
    "partitions.multi_key": "MultiPartitionKey",
    "partitions.periods": (
        "DailyPartitionsDefinition HourlyPartitionsDefinition MonthlyPartitionsDefinition "
        "WeeklyPartitionsDefinition"
    ),
    "partitions.static": "StaticPartitionsDefinition",
    "partitions.time_window": "TimeWindowPartitionsDefinition",
    "partitions.keyed_windows": "TimeWindow",
    "resources.base": "ResourceDefinition make_values_resource resource",
    "resources.alternatives": "Noneable ScalarUnion Selector",
    "resources.config_files": (
        "config_from_files config_from_pkg_resources config_from_yaml_strings file_relative_path"
    ),
    "resources.configured": "configured",
    "resources.configurable": "ConfigurableResource ConfigurableResourceFactory",
    "resources.configurable_io": "ConfigurableIOManager ConfigurableIOManagerFactory",
    "resources.env": "EnvVar",
    "resources.fields": ("BoolSource Enum EnumValue Field IntSource StringSource"),
    "resources.init_context": "InitResourceContext",
    "resources.io_base": "IOManager InputManager",
    "resources.io_definitions": (
        "IOManagerDefinition InputManagerDefinition input_manager io_manager"
    ),
    "resources.mapping": "ConfigMapping config_mapping",
    "resources.opening": "build_init_resource_context build_resources",
    "resources.params": "ResourceDependency ResourceParam",
    "resources.pythonic": "Config PermissiveConfig",
    "resources.run_config": "RunConfig",
    "resources.schema": "Array Map Permissive Shape",
    "selection.api": "AssetSelection",
}

_RENAMED: Final[dict[str, str]] = {
    "DagsterInstance": "api.instance:Instance",
    "DagsterError": "errors:GraphmatError",
    "DagsterInvalidDefinitionError": "errors:InvalidDefinitionError",
    "DagsterInvariantViolationError": "errors:InvariantViolationError",
    "DagsterInvalidSubsetError": "errors:InvalidSelectionError",
    "DagsterInvalidConfigError": "errors:InvalidConfigError",
    "DagsterInvalidConfigDefinitionError": "errors:InvalidConfigDefinitionError",
    "DagsterInvalidInvocationError": "errors:InvalidInvocationError",
    "DagsterInvalidPropertyError": "errors:InvalidPropertyError",
    "DagsterInvalidMetadata": "errors:InvalidMetadataError",
    "DagsterTypeCheckDidNotPass": "errors:TypeCheckError",
    "DagsterStepOutputNotFoundError": "errors:MissingOutputError",
    "DagsterUserCodeExecutionError": "errors:UserCodeError",
    "DagsterExecutionStepExecutionError": "errors:StepExecutionError",
    "DagsterExecutionLoadInputError": "errors:LoadInputError",
    "DagsterExecutionHandleOutputError": "errors:HandleOutputError",
    "DagsterExecutionStepNotFoundError": "errors:StepNotFoundError",
    "DagsterResourceFunctionError": "errors:ResourceInitError",
    "DagsterUnknownResourceError": "errors:UnknownResourceError",
    "DagsterUnknownPartitionError": "errors:UnknownPartitionError",
    "DagsterConfigMappingFunctionError": "errors:ConfigMappingError",
    "DagsterRunNotFoundError": "errors:RunNotFoundError",
    "DagsterAssetCheckFailedError": "errors:AssetCheckFailedError",
    "ParameterCheckError": "errors:ParameterError",
    "CheckError": "errors:ParameterError",
    "GraphmatError": "errors:GraphmatError",
    "DagsterEvent": "api.run_events:RunEvent",
    "DagsterRun": "api.run_records:Run",
    "AssetCheckEvaluation": "definitions.checks:AssetCheckResult",
    "AssetChecksDefinition": "definitions.assets:AssetsDefinition",
    "DagsterLogManager": "definitions.context_log:ContextLog",
    "DagsterTypeLoaderContext": "definitions.context:OpExecutionContext",
    "TypeCheckContext": "definitions.context:OpExecutionContext",
    "ConfigSchema": "resources.schema:Schema",
    "DagsterExecutionInterruptedError": "errors:RunInterruptedError",
    "DagsterTypeCheckError": "errors:TypeCheckError",
    "DagsterSubprocessError": "errors:UserCodeError",
    "DagsterUnmetExecutorRequirementsError": "errors:ConflictError",
    "DagsterEventLogInvalidForRun": "errors:StorageError",
    "EventLogEntry": "api.run_records:LogEntry",
    "EventLogRecord": "api.run_records:EventRecord",
    "EventRecordsResult": "api.run_records:EventRecords",
    "JobExecutionResult": "api.results:ExecuteInProcessResult",
    "PendingNodeInvocation": "definitions.composition:PendingInvocation",
    "RunRecord": "api.run_records:RunRow",
    "Dict": "definitions.type_names:Dict",
    "List": "definitions.type_names:List",
    "Optional": "definitions.type_names:Optional",
    "Set": "definitions.type_names:Set",
    "Tuple": "definitions.type_names:Tuple",
    "String": "definitions.type_names:String",
    "Int": "definitions.type_names:Int",
    "Float": "definitions.type_names:Float",
    "Bool": "definitions.type_names:Bool",
    "Any": "definitions.type_names:Any",
    "MultiPartitionsKey": "partitions.multi_key:MultiPartitionKey",
}

SOURCES: Final[dict[str, str]] = {
    **{name: f"{module}:{name}" for module, names in _BY_MODULE.items() for name in names.split()},
    **_RENAMED,
}
"""Public name → ``module:name`` below the package."""
