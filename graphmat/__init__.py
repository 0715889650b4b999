"""Graph-backed assets, planned and materialized from the command line.

``import graphmat as dg`` in a module of ops, graphs and assets; then ``graphmat materialize``.
Every public name is listed here; its module is entered when the name is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.public_names import SOURCES as _SOURCES

if TYPE_CHECKING:
    from graphmat.api.in_process import (
        materialize as materialize,
    )
    from graphmat.api.in_process import (
        materialize_to_memory as materialize_to_memory,
    )
    from graphmat.api.in_process import (
        validate_run_config as validate_run_config,
    )
    from graphmat.api.instance import (
        Instance as DagsterInstance,
    )
    from graphmat.api.instance import (
        Instance as Instance,
    )
    from graphmat.api.instance import (
        instance_for_test as instance_for_test,
    )
    from graphmat.api.reexecution import (
        ReexecutionOptions as ReexecutionOptions,
    )
    from graphmat.api.reexecution import (
        execute_job as execute_job,
    )
    from graphmat.api.reexecution import (
        reconstructable as reconstructable,
    )
    from graphmat.api.results import (
        ExecuteInProcessResult as ExecuteInProcessResult,
    )
    from graphmat.api.results import (
        ExecuteInProcessResult as JobExecutionResult,
    )
    from graphmat.api.run_events import (
        DagsterEventType as DagsterEventType,
    )
    from graphmat.api.run_events import (
        RunEvent as DagsterEvent,
    )
    from graphmat.api.run_records import (
        AssetRecordsFilter as AssetRecordsFilter,
    )
    from graphmat.api.run_records import (
        DagsterRunStatus as DagsterRunStatus,
    )
    from graphmat.api.run_records import (
        EventRecord as EventLogRecord,
    )
    from graphmat.api.run_records import (
        EventRecords as EventRecordsResult,
    )
    from graphmat.api.run_records import (
        EventRecordsFilter as EventRecordsFilter,
    )
    from graphmat.api.run_records import (
        LogEntry as EventLogEntry,
    )
    from graphmat.api.run_records import (
        Run as DagsterRun,
    )
    from graphmat.api.run_records import (
        RunRow as RunRecord,
    )
    from graphmat.api.run_records import (
        RunsFilter as RunsFilter,
    )
    from graphmat.definitions.asset_decorators import (
        asset as asset,
    )
    from graphmat.definitions.asset_decorators import (
        multi_asset as multi_asset,
    )
    from graphmat.definitions.asset_ins_outs import (
        AssetIn as AssetIn,
    )
    from graphmat.definitions.asset_ins_outs import (
        AssetOut as AssetOut,
    )
    from graphmat.definitions.asset_specs import (
        AssetDep as AssetDep,
    )
    from graphmat.definitions.asset_specs import (
        AssetSpec as AssetSpec,
    )
    from graphmat.definitions.asset_specs import (
        SourceAsset as SourceAsset,
    )
    from graphmat.definitions.assets import (
        AssetsDefinition as AssetChecksDefinition,
    )
    from graphmat.definitions.assets import (
        AssetsDefinition as AssetsDefinition,
    )
    from graphmat.definitions.automation import (
        AutoMaterializePolicy as AutoMaterializePolicy,
    )
    from graphmat.definitions.automation import (
        AutoMaterializeRule as AutoMaterializeRule,
    )
    from graphmat.definitions.automation import (
        AutomationCondition as AutomationCondition,
    )
    from graphmat.definitions.automation import (
        FreshnessPolicy as FreshnessPolicy,
    )
    from graphmat.definitions.automation import (
        LegacyFreshnessPolicy as LegacyFreshnessPolicy,
    )
    from graphmat.definitions.automation import (
        apply_freshness_policy as apply_freshness_policy,
    )
    from graphmat.definitions.automation import (
        get_dagster_logger as get_dagster_logger,
    )
    from graphmat.definitions.check_decorators import (
        asset_check as asset_check,
    )
    from graphmat.definitions.check_decorators import (
        multi_asset_check as multi_asset_check,
    )
    from graphmat.definitions.checks import (
        AssetCheckResult as AssetCheckEvaluation,
    )
    from graphmat.definitions.checks import (
        AssetCheckResult as AssetCheckResult,
    )
    from graphmat.definitions.checks import (
        AssetCheckSeverity as AssetCheckSeverity,
    )
    from graphmat.definitions.checks import (
        AssetCheckSpec as AssetCheckSpec,
    )
    from graphmat.definitions.checks import (
        AssetMaterialization as AssetMaterialization,
    )
    from graphmat.definitions.checks import (
        AssetObservation as AssetObservation,
    )
    from graphmat.definitions.checks import (
        ExpectationResult as ExpectationResult,
    )
    from graphmat.definitions.checks import (
        MaterializeResult as MaterializeResult,
    )
    from graphmat.definitions.code_references import (
        AnchorBasedFilePathMapping as AnchorBasedFilePathMapping,
    )
    from graphmat.definitions.code_references import (
        FilePathMapping as FilePathMapping,
    )
    from graphmat.definitions.code_references import (
        LocalFileCodeReference as LocalFileCodeReference,
    )
    from graphmat.definitions.code_references import (
        UrlCodeReference as UrlCodeReference,
    )
    from graphmat.definitions.code_references import (
        link_code_references_to_git as link_code_references_to_git,
    )
    from graphmat.definitions.code_references import (
        with_source_code_references as with_source_code_references,
    )
    from graphmat.definitions.composition import (
        PendingInvocation as PendingNodeInvocation,
    )
    from graphmat.definitions.context import (
        AssetCheckExecutionContext as AssetCheckExecutionContext,
    )
    from graphmat.definitions.context import (
        AssetExecutionContext as AssetExecutionContext,
    )
    from graphmat.definitions.context import (
        OpExecutionContext as DagsterTypeLoaderContext,
    )
    from graphmat.definitions.context import (
        OpExecutionContext as OpExecutionContext,
    )
    from graphmat.definitions.context import (
        OpExecutionContext as TypeCheckContext,
    )
    from graphmat.definitions.context_log import (
        ContextLog as DagsterLogManager,
    )
    from graphmat.definitions.definitions import (
        AssetValueLoader as AssetValueLoader,
    )
    from graphmat.definitions.definitions import (
        Definitions as Definitions,
    )
    from graphmat.definitions.dependencies import (
        DependencyDefinition as DependencyDefinition,
    )
    from graphmat.definitions.dependencies import (
        InputMapping as InputMapping,
    )
    from graphmat.definitions.dependencies import (
        MultiDependencyDefinition as MultiDependencyDefinition,
    )
    from graphmat.definitions.dependencies import (
        NodeInvocation as NodeInvocation,
    )
    from graphmat.definitions.dependencies import (
        OutputMapping as OutputMapping,
    )
    from graphmat.definitions.direct_context import (
        build_asset_check_context as build_asset_check_context,
    )
    from graphmat.definitions.direct_context import (
        build_asset_context as build_asset_context,
    )
    from graphmat.definitions.direct_context import (
        build_op_context as build_op_context,
    )
    from graphmat.definitions.entry_points import (
        definitions as definitions,
    )
    from graphmat.definitions.executor_defs import (
        ExecutorDefinition as ExecutorDefinition,
    )
    from graphmat.definitions.executor_defs import (
        executor as executor,
    )
    from graphmat.definitions.executor_defs import (
        in_process_executor as in_process_executor,
    )
    from graphmat.definitions.executor_defs import (
        multi_or_in_process_executor as multi_or_in_process_executor,
    )
    from graphmat.definitions.executor_defs import (
        multiprocess_executor as multiprocess_executor,
    )
    from graphmat.definitions.executor_defs import (
        threads_executor as threads_executor,
    )
    from graphmat.definitions.graph_asset_decorators import (
        graph_asset as graph_asset,
    )
    from graphmat.definitions.graph_asset_decorators import (
        graph_multi_asset as graph_multi_asset,
    )
    from graphmat.definitions.graphs import (
        GraphDefinition as GraphDefinition,
    )
    from graphmat.definitions.graphs import (
        graph as graph,
    )
    from graphmat.definitions.hooks import (
        HookContext as HookContext,
    )
    from graphmat.definitions.hooks import (
        HookDefinition as HookDefinition,
    )
    from graphmat.definitions.hooks import (
        build_hook_context as build_hook_context,
    )
    from graphmat.definitions.hooks import (
        failure_hook as failure_hook,
    )
    from graphmat.definitions.hooks import (
        success_hook as success_hook,
    )
    from graphmat.definitions.ins_outs import (
        DataVersion as DataVersion,
    )
    from graphmat.definitions.ins_outs import (
        DynamicOut as DynamicOut,
    )
    from graphmat.definitions.ins_outs import (
        DynamicOutput as DynamicOutput,
    )
    from graphmat.definitions.ins_outs import (
        GraphIn as GraphIn,
    )
    from graphmat.definitions.ins_outs import (
        GraphOut as GraphOut,
    )
    from graphmat.definitions.ins_outs import (
        In as In,
    )
    from graphmat.definitions.ins_outs import (
        Nothing as Nothing,
    )
    from graphmat.definitions.ins_outs import (
        Out as Out,
    )
    from graphmat.definitions.ins_outs import (
        Output as Output,
    )
    from graphmat.definitions.io_context import (
        InputContext as InputContext,
    )
    from graphmat.definitions.io_context import (
        OutputContext as OutputContext,
    )
    from graphmat.definitions.io_context import (
        build_input_context as build_input_context,
    )
    from graphmat.definitions.io_context import (
        build_output_context as build_output_context,
    )
    from graphmat.definitions.jobs import (
        JobDefinition as JobDefinition,
    )
    from graphmat.definitions.jobs import (
        define_asset_job as define_asset_job,
    )
    from graphmat.definitions.jobs import (
        job as job,
    )
    from graphmat.definitions.load_assets import (
        load_asset_checks_from_current_module as load_asset_checks_from_current_module,
    )
    from graphmat.definitions.load_assets import (
        load_asset_checks_from_modules as load_asset_checks_from_modules,
    )
    from graphmat.definitions.load_assets import (
        load_asset_checks_from_package_module as load_asset_checks_from_package_module,
    )
    from graphmat.definitions.load_assets import (
        load_asset_checks_from_package_name as load_asset_checks_from_package_name,
    )
    from graphmat.definitions.load_assets import (
        load_assets_from_current_module as load_assets_from_current_module,
    )
    from graphmat.definitions.load_assets import (
        load_assets_from_modules as load_assets_from_modules,
    )
    from graphmat.definitions.load_assets import (
        load_assets_from_package_module as load_assets_from_package_module,
    )
    from graphmat.definitions.load_assets import (
        load_assets_from_package_name as load_assets_from_package_name,
    )
    from graphmat.definitions.load_assets import (
        load_definitions_from_current_module as load_definitions_from_current_module,
    )
    from graphmat.definitions.load_assets import (
        load_definitions_from_module as load_definitions_from_module,
    )
    from graphmat.definitions.load_assets import (
        load_definitions_from_modules as load_definitions_from_modules,
    )
    from graphmat.definitions.load_assets import (
        load_definitions_from_package_module as load_definitions_from_package_module,
    )
    from graphmat.definitions.load_assets import (
        load_definitions_from_package_name as load_definitions_from_package_name,
    )
    from graphmat.definitions.load_assets import (
        map_asset_specs as map_asset_specs,
    )
    from graphmat.definitions.loggers import (
        InitLoggerContext as InitLoggerContext,
    )
    from graphmat.definitions.loggers import (
        JsonLogFormatter as JsonLogFormatter,
    )
    from graphmat.definitions.loggers import (
        LoggerDefinition as LoggerDefinition,
    )
    from graphmat.definitions.loggers import (
        build_init_logger_context as build_init_logger_context,
    )
    from graphmat.definitions.loggers import (
        colored_console_logger as colored_console_logger,
    )
    from graphmat.definitions.loggers import (
        default_loggers as default_loggers,
    )
    from graphmat.definitions.loggers import (
        default_system_loggers as default_system_loggers,
    )
    from graphmat.definitions.loggers import (
        json_console_logger as json_console_logger,
    )
    from graphmat.definitions.loggers import (
        logger as logger,
    )
    from graphmat.definitions.metadata import (
        MetadataValue as MetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        BoolMetadataValue as BoolMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        CodeReferencesMetadataValue as CodeReferencesMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        DagsterAssetMetadataValue as DagsterAssetMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        DagsterJobMetadataValue as DagsterJobMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        DagsterRunMetadataValue as DagsterRunMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        FloatMetadataValue as FloatMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        IntMetadataValue as IntMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        JsonMetadataValue as JsonMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        MarkdownMetadataValue as MarkdownMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        MetadataEntry as MetadataEntry,
    )
    from graphmat.definitions.metadata_kinds import (
        NotebookMetadataValue as NotebookMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        NullMetadataValue as NullMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        PathMetadataValue as PathMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        PoolMetadataValue as PoolMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        PythonArtifactMetadataValue as PythonArtifactMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        TableColumnLineageMetadataValue as TableColumnLineageMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        TableMetadataValue as TableMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        TableSchemaMetadataValue as TableSchemaMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        TextMetadataValue as TextMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        TimestampMetadataValue as TimestampMetadataValue,
    )
    from graphmat.definitions.metadata_kinds import (
        UrlMetadataValue as UrlMetadataValue,
    )
    from graphmat.definitions.observation import (
        ObserveResult as ObserveResult,
    )
    from graphmat.definitions.observation import (
        multi_observable_source_asset as multi_observable_source_asset,
    )
    from graphmat.definitions.observation import (
        observable_source_asset as observable_source_asset,
    )
    from graphmat.definitions.ops import (
        OpDefinition as OpDefinition,
    )
    from graphmat.definitions.ops import (
        op as op,
    )
    from graphmat.definitions.own_types import (
        DagsterTypeLoader as DagsterTypeLoader,
    )
    from graphmat.definitions.own_types import (
        check_dagster_type as check_dagster_type,
    )
    from graphmat.definitions.own_types import (
        dagster_type_loader as dagster_type_loader,
    )
    from graphmat.definitions.own_types import (
        make_python_type_usable_as_dagster_type as make_python_type_usable_as_dagster_type,
    )
    from graphmat.definitions.own_types import (
        usable_as_dagster_type as usable_as_dagster_type,
    )
    from graphmat.definitions.partitioned_config import (
        Partition as Partition,
    )
    from graphmat.definitions.partitioned_config import (
        PartitionedConfig as PartitionedConfig,
    )
    from graphmat.definitions.partitioned_config import (
        daily_partitioned_config as daily_partitioned_config,
    )
    from graphmat.definitions.partitioned_config import (
        dynamic_partitioned_config as dynamic_partitioned_config,
    )
    from graphmat.definitions.partitioned_config import (
        hourly_partitioned_config as hourly_partitioned_config,
    )
    from graphmat.definitions.partitioned_config import (
        monthly_partitioned_config as monthly_partitioned_config,
    )
    from graphmat.definitions.partitioned_config import (
        static_partitioned_config as static_partitioned_config,
    )
    from graphmat.definitions.partitioned_config import (
        weekly_partitioned_config as weekly_partitioned_config,
    )
    from graphmat.definitions.policies import (
        Backoff as Backoff,
    )
    from graphmat.definitions.policies import (
        Failure as Failure,
    )
    from graphmat.definitions.policies import (
        Jitter as Jitter,
    )
    from graphmat.definitions.policies import (
        RetryPolicy as RetryPolicy,
    )
    from graphmat.definitions.policies import (
        RetryRequested as RetryRequested,
    )
    from graphmat.definitions.repositories import (
        RepositoryDefinition as RepositoryDefinition,
    )
    from graphmat.definitions.repositories import (
        repository as repository,
    )
    from graphmat.definitions.schedules import (
        AddDynamicPartitionsRequest as AddDynamicPartitionsRequest,
    )
    from graphmat.definitions.schedules import (
        AssetSensorDefinition as AssetSensorDefinition,
    )
    from graphmat.definitions.schedules import (
        AutomationConditionSensorDefinition as AutomationConditionSensorDefinition,
    )
    from graphmat.definitions.schedules import (
        DefaultScheduleStatus as DefaultScheduleStatus,
    )
    from graphmat.definitions.schedules import (
        DefaultSensorStatus as DefaultSensorStatus,
    )
    from graphmat.definitions.schedules import (
        DeleteDynamicPartitionsRequest as DeleteDynamicPartitionsRequest,
    )
    from graphmat.definitions.schedules import (
        MultiAssetSensorDefinition as MultiAssetSensorDefinition,
    )
    from graphmat.definitions.schedules import (
        RunFailureSensorContext as RunFailureSensorContext,
    )
    from graphmat.definitions.schedules import (
        RunRequest as RunRequest,
    )
    from graphmat.definitions.schedules import (
        RunStatusSensorContext as RunStatusSensorContext,
    )
    from graphmat.definitions.schedules import (
        RunStatusSensorDefinition as RunStatusSensorDefinition,
    )
    from graphmat.definitions.schedules import (
        ScheduleDefinition as ScheduleDefinition,
    )
    from graphmat.definitions.schedules import (
        ScheduleEvaluationContext as ScheduleEvaluationContext,
    )
    from graphmat.definitions.schedules import (
        SensorDefinition as SensorDefinition,
    )
    from graphmat.definitions.schedules import (
        SensorEvaluationContext as SensorEvaluationContext,
    )
    from graphmat.definitions.schedules import (
        SensorResult as SensorResult,
    )
    from graphmat.definitions.schedules import (
        SkipReason as SkipReason,
    )
    from graphmat.definitions.schedules import (
        asset_sensor as asset_sensor,
    )
    from graphmat.definitions.schedules import (
        build_schedule_context as build_schedule_context,
    )
    from graphmat.definitions.schedules import (
        build_schedule_from_partitioned_job as build_schedule_from_partitioned_job,
    )
    from graphmat.definitions.schedules import (
        build_sensor_context as build_sensor_context,
    )
    from graphmat.definitions.schedules import (
        make_email_on_run_failure_sensor as make_email_on_run_failure_sensor,
    )
    from graphmat.definitions.schedules import (
        multi_asset_sensor as multi_asset_sensor,
    )
    from graphmat.definitions.schedules import (
        run_failure_sensor as run_failure_sensor,
    )
    from graphmat.definitions.schedules import (
        run_status_sensor as run_status_sensor,
    )
    from graphmat.definitions.schedules import (
        schedule as schedule,
    )
    from graphmat.definitions.schedules import (
        sensor as sensor,
    )
    from graphmat.definitions.stability import (
        BetaWarning as BetaWarning,
    )
    from graphmat.definitions.stability import (
        ConfigArgumentWarning as ConfigArgumentWarning,
    )
    from graphmat.definitions.stability import (
        PreviewWarning as PreviewWarning,
    )
    from graphmat.definitions.stability import (
        SupersessionWarning as SupersessionWarning,
    )
    from graphmat.definitions.stability import (
        deprecation_warning as deprecation_warning,
    )
    from graphmat.definitions.tables import (
        TableColumn as TableColumn,
    )
    from graphmat.definitions.tables import (
        TableColumnConstraints as TableColumnConstraints,
    )
    from graphmat.definitions.tables import (
        TableColumnDep as TableColumnDep,
    )
    from graphmat.definitions.tables import (
        TableColumnLineage as TableColumnLineage,
    )
    from graphmat.definitions.tables import (
        TableConstraints as TableConstraints,
    )
    from graphmat.definitions.tables import (
        TableRecord as TableRecord,
    )
    from graphmat.definitions.tables import (
        TableSchema as TableSchema,
    )
    from graphmat.definitions.type_names import (
        Any as Any,
    )
    from graphmat.definitions.type_names import (
        Bool as Bool,
    )
    from graphmat.definitions.type_names import (
        Dict as Dict,
    )
    from graphmat.definitions.type_names import (
        Float as Float,
    )
    from graphmat.definitions.type_names import (
        Int as Int,
    )
    from graphmat.definitions.type_names import (
        List as List,
    )
    from graphmat.definitions.type_names import (
        Optional as Optional,
    )
    from graphmat.definitions.type_names import (
        Set as Set,
    )
    from graphmat.definitions.type_names import (
        String as String,
    )
    from graphmat.definitions.type_names import (
        Tuple as Tuple,
    )
    from graphmat.definitions.types import (
        DagsterType as DagsterType,
    )
    from graphmat.definitions.types import (
        PythonObjectDagsterType as PythonObjectDagsterType,
    )
    from graphmat.definitions.types import (
        TypeCheck as TypeCheck,
    )
    from graphmat.definitions.with_resources import (
        BackfillPolicy as BackfillPolicy,
    )
    from graphmat.definitions.with_resources import (
        with_resources as with_resources,
    )
    from graphmat.errors import (
        AssetCheckFailedError as DagsterAssetCheckFailedError,
    )
    from graphmat.errors import (
        ConfigMappingError as DagsterConfigMappingFunctionError,
    )
    from graphmat.errors import (
        ConflictError as DagsterUnmetExecutorRequirementsError,
    )
    from graphmat.errors import (
        GraphmatError as DagsterError,
    )
    from graphmat.errors import (
        GraphmatError as GraphmatError,
    )
    from graphmat.errors import (
        HandleOutputError as DagsterExecutionHandleOutputError,
    )
    from graphmat.errors import (
        InvalidConfigDefinitionError as DagsterInvalidConfigDefinitionError,
    )
    from graphmat.errors import (
        InvalidConfigError as DagsterInvalidConfigError,
    )
    from graphmat.errors import (
        InvalidDefinitionError as DagsterInvalidDefinitionError,
    )
    from graphmat.errors import (
        InvalidInvocationError as DagsterInvalidInvocationError,
    )
    from graphmat.errors import (
        InvalidMetadataError as DagsterInvalidMetadata,
    )
    from graphmat.errors import (
        InvalidPropertyError as DagsterInvalidPropertyError,
    )
    from graphmat.errors import (
        InvalidSelectionError as DagsterInvalidSubsetError,
    )
    from graphmat.errors import (
        InvariantViolationError as DagsterInvariantViolationError,
    )
    from graphmat.errors import (
        LoadInputError as DagsterExecutionLoadInputError,
    )
    from graphmat.errors import (
        MissingOutputError as DagsterStepOutputNotFoundError,
    )
    from graphmat.errors import (
        ParameterError as CheckError,
    )
    from graphmat.errors import (
        ParameterError as ParameterCheckError,
    )
    from graphmat.errors import (
        ResourceInitError as DagsterResourceFunctionError,
    )
    from graphmat.errors import (
        RunInterruptedError as DagsterExecutionInterruptedError,
    )
    from graphmat.errors import (
        RunNotFoundError as DagsterRunNotFoundError,
    )
    from graphmat.errors import (
        StepExecutionError as DagsterExecutionStepExecutionError,
    )
    from graphmat.errors import (
        StepNotFoundError as DagsterExecutionStepNotFoundError,
    )
    from graphmat.errors import (
        StorageError as DagsterEventLogInvalidForRun,
    )
    from graphmat.errors import (
        TypeCheckError as DagsterTypeCheckDidNotPass,
    )
    from graphmat.errors import (
        TypeCheckError as DagsterTypeCheckError,
    )
    from graphmat.errors import (
        UnknownPartitionError as DagsterUnknownPartitionError,
    )
    from graphmat.errors import (
        UnknownResourceError as DagsterUnknownResourceError,
    )
    from graphmat.errors import (
        UserCodeError as DagsterSubprocessError,
    )
    from graphmat.errors import (
        UserCodeError as DagsterUserCodeExecutionError,
    )
    from graphmat.io_managers.defaults import (
        fs_io_manager as fs_io_manager,
    )
    from graphmat.io_managers.defaults import (
        mem_io_manager as mem_io_manager,
    )
    from graphmat.io_managers.duckdb_tables import (
        DuckDBIOManager as DuckDBIOManager,
    )
    from graphmat.io_managers.filesystem import (
        FilesystemIOManager as FilesystemIOManager,
    )
    from graphmat.io_managers.memory import (
        InMemoryIOManager as InMemoryIOManager,
    )
    from graphmat.io_managers.paths import (
        UPathIOManager as UPathIOManager,
    )
    from graphmat.io_managers.paths import (
        custom_path_fs_io_manager as custom_path_fs_io_manager,
    )
    from graphmat.io_managers.table_files import (
        AutoIOManager as AutoIOManager,
    )
    from graphmat.io_managers.table_files import (
        ParquetIOManager as ParquetIOManager,
    )
    from graphmat.keys import (
        AssetCheckKey as AssetCheckKey,
    )
    from graphmat.keys import (
        AssetKey as AssetKey,
    )
    from graphmat.partitions.base import (
        PartitionKeyRange as PartitionKeyRange,
    )
    from graphmat.partitions.base import (
        PartitionsDefinition as PartitionsDefinition,
    )
    from graphmat.partitions.dynamic import (
        DynamicPartitionsDefinition as DynamicPartitionsDefinition,
    )
    from graphmat.partitions.keyed_windows import (
        TimeWindow as TimeWindow,
    )
    from graphmat.partitions.mapping_base import (
        PartitionMapping as PartitionMapping,
    )
    from graphmat.partitions.mappings import (
        AllPartitionMapping as AllPartitionMapping,
    )
    from graphmat.partitions.mappings import (
        DimensionPartitionMapping as DimensionPartitionMapping,
    )
    from graphmat.partitions.mappings import (
        IdentityPartitionMapping as IdentityPartitionMapping,
    )
    from graphmat.partitions.mappings import (
        LastPartitionMapping as LastPartitionMapping,
    )
    from graphmat.partitions.mappings import (
        MultiPartitionMapping as MultiPartitionMapping,
    )
    from graphmat.partitions.mappings import (
        MultiToSingleDimensionPartitionMapping as MultiToSingleDimensionPartitionMapping,
    )
    from graphmat.partitions.mappings import (
        SpecificPartitionsPartitionMapping as SpecificPartitionsPartitionMapping,
    )
    from graphmat.partitions.mappings import (
        StaticPartitionMapping as StaticPartitionMapping,
    )
    from graphmat.partitions.mappings import (
        TimeWindowPartitionMapping as TimeWindowPartitionMapping,
    )
    from graphmat.partitions.multi import (
        MultiPartitionsDefinition as MultiPartitionsDefinition,
    )
    from graphmat.partitions.multi_key import (
        MultiPartitionKey as MultiPartitionKey,
    )
    from graphmat.partitions.multi_key import (
        MultiPartitionKey as MultiPartitionsKey,
    )
    from graphmat.partitions.periods import (
        DailyPartitionsDefinition as DailyPartitionsDefinition,
    )
    from graphmat.partitions.periods import (
        HourlyPartitionsDefinition as HourlyPartitionsDefinition,
    )
    from graphmat.partitions.periods import (
        MonthlyPartitionsDefinition as MonthlyPartitionsDefinition,
    )
    from graphmat.partitions.periods import (
        WeeklyPartitionsDefinition as WeeklyPartitionsDefinition,
    )
    from graphmat.partitions.static import (
        StaticPartitionsDefinition as StaticPartitionsDefinition,
    )
    from graphmat.partitions.time_window import (
        TimeWindowPartitionsDefinition as TimeWindowPartitionsDefinition,
    )
    from graphmat.resources.alternatives import (
        Noneable as Noneable,
    )
    from graphmat.resources.alternatives import (
        ScalarUnion as ScalarUnion,
    )
    from graphmat.resources.alternatives import (
        Selector as Selector,
    )
    from graphmat.resources.base import (
        ResourceDefinition as ResourceDefinition,
    )
    from graphmat.resources.base import (
        make_values_resource as make_values_resource,
    )
    from graphmat.resources.base import (
        resource as resource,
    )
    from graphmat.resources.config_files import (
        config_from_files as config_from_files,
    )
    from graphmat.resources.config_files import (
        config_from_pkg_resources as config_from_pkg_resources,
    )
    from graphmat.resources.config_files import (
        config_from_yaml_strings as config_from_yaml_strings,
    )
    from graphmat.resources.config_files import (
        file_relative_path as file_relative_path,
    )
    from graphmat.resources.configurable import (
        ConfigurableResource as ConfigurableResource,
    )
    from graphmat.resources.configurable import (
        ConfigurableResourceFactory as ConfigurableResourceFactory,
    )
    from graphmat.resources.configurable_io import (
        ConfigurableIOManager as ConfigurableIOManager,
    )
    from graphmat.resources.configurable_io import (
        ConfigurableIOManagerFactory as ConfigurableIOManagerFactory,
    )
    from graphmat.resources.configured import (
        configured as configured,
    )
    from graphmat.resources.env import (
        EnvVar as EnvVar,
    )
    from graphmat.resources.fields import (
        BoolSource as BoolSource,
    )
    from graphmat.resources.fields import (
        Enum as Enum,
    )
    from graphmat.resources.fields import (
        EnumValue as EnumValue,
    )
    from graphmat.resources.fields import (
        Field as Field,
    )
    from graphmat.resources.fields import (
        IntSource as IntSource,
    )
    from graphmat.resources.fields import (
        StringSource as StringSource,
    )
    from graphmat.resources.init_context import (
        InitResourceContext as InitResourceContext,
    )
    from graphmat.resources.io_base import (
        InputManager as InputManager,
    )
    from graphmat.resources.io_base import (
        IOManager as IOManager,
    )
    from graphmat.resources.io_definitions import (
        InputManagerDefinition as InputManagerDefinition,
    )
    from graphmat.resources.io_definitions import (
        IOManagerDefinition as IOManagerDefinition,
    )
    from graphmat.resources.io_definitions import (
        input_manager as input_manager,
    )
    from graphmat.resources.io_definitions import (
        io_manager as io_manager,
    )
    from graphmat.resources.mapping import (
        ConfigMapping as ConfigMapping,
    )
    from graphmat.resources.mapping import (
        config_mapping as config_mapping,
    )
    from graphmat.resources.opening import (
        build_init_resource_context as build_init_resource_context,
    )
    from graphmat.resources.opening import (
        build_resources as build_resources,
    )
    from graphmat.resources.params import (
        ResourceDependency as ResourceDependency,
    )
    from graphmat.resources.params import (
        ResourceParam as ResourceParam,
    )
    from graphmat.resources.pythonic import (
        Config as Config,
    )
    from graphmat.resources.pythonic import (
        PermissiveConfig as PermissiveConfig,
    )
    from graphmat.resources.run_config import (
        RunConfig as RunConfig,
    )
    from graphmat.resources.schema import (
        Array as Array,
    )
    from graphmat.resources.schema import (
        Map as Map,
    )
    from graphmat.resources.schema import (
        Permissive as Permissive,
    )
    from graphmat.resources.schema import (
        Schema as ConfigSchema,
    )
    from graphmat.resources.schema import (
        Shape as Shape,
    )
    from graphmat.selection.api import (
        AssetSelection as AssetSelection,
    )

__version__ = "0.1.0"

__all__ = [
    "AddDynamicPartitionsRequest",
    "AllPartitionMapping",
    "AnchorBasedFilePathMapping",
    "Any",
    "Array",
    "AssetCheckEvaluation",
    "AssetCheckExecutionContext",
    "AssetCheckKey",
    "AssetCheckResult",
    "AssetCheckSeverity",
    "AssetCheckSpec",
    "AssetChecksDefinition",
    "AssetDep",
    "AssetExecutionContext",
    "AssetIn",
    "AssetKey",
    "AssetMaterialization",
    "AssetObservation",
    "AssetOut",
    "AssetRecordsFilter",
    "AssetSelection",
    "AssetSensorDefinition",
    "AssetSpec",
    "AssetValueLoader",
    "AssetsDefinition",
    "AutoIOManager",
    "AutoMaterializePolicy",
    "AutoMaterializeRule",
    "AutomationCondition",
    "AutomationConditionSensorDefinition",
    "BackfillPolicy",
    "Backoff",
    "BetaWarning",
    "Bool",
    "BoolMetadataValue",
    "BoolSource",
    "CheckError",
    "CodeReferencesMetadataValue",
    "Config",
    "ConfigArgumentWarning",
    "ConfigMapping",
    "ConfigSchema",
    "ConfigurableIOManager",
    "ConfigurableIOManagerFactory",
    "ConfigurableResource",
    "ConfigurableResourceFactory",
    "DagsterAssetCheckFailedError",
    "DagsterAssetMetadataValue",
    "DagsterConfigMappingFunctionError",
    "DagsterError",
    "DagsterEvent",
    "DagsterEventLogInvalidForRun",
    "DagsterEventType",
    "DagsterExecutionHandleOutputError",
    "DagsterExecutionInterruptedError",
    "DagsterExecutionLoadInputError",
    "DagsterExecutionStepExecutionError",
    "DagsterExecutionStepNotFoundError",
    "DagsterInstance",
    "DagsterInvalidConfigDefinitionError",
    "DagsterInvalidConfigError",
    "DagsterInvalidDefinitionError",
    "DagsterInvalidInvocationError",
    "DagsterInvalidMetadata",
    "DagsterInvalidPropertyError",
    "DagsterInvalidSubsetError",
    "DagsterInvariantViolationError",
    "DagsterJobMetadataValue",
    "DagsterLogManager",
    "DagsterResourceFunctionError",
    "DagsterRun",
    "DagsterRunMetadataValue",
    "DagsterRunNotFoundError",
    "DagsterRunStatus",
    "DagsterStepOutputNotFoundError",
    "DagsterSubprocessError",
    "DagsterType",
    "DagsterTypeCheckDidNotPass",
    "DagsterTypeCheckError",
    "DagsterTypeLoader",
    "DagsterTypeLoaderContext",
    "DagsterUnknownPartitionError",
    "DagsterUnknownResourceError",
    "DagsterUnmetExecutorRequirementsError",
    "DagsterUserCodeExecutionError",
    "DailyPartitionsDefinition",
    "DataVersion",
    "DefaultScheduleStatus",
    "DefaultSensorStatus",
    "Definitions",
    "DeleteDynamicPartitionsRequest",
    "DependencyDefinition",
    "Dict",
    "DimensionPartitionMapping",
    "DuckDBIOManager",
    "DynamicOut",
    "DynamicOutput",
    "DynamicPartitionsDefinition",
    "Enum",
    "EnumValue",
    "EnvVar",
    "EventLogEntry",
    "EventLogRecord",
    "EventRecordsFilter",
    "EventRecordsResult",
    "ExecuteInProcessResult",
    "ExecutorDefinition",
    "ExpectationResult",
    "Failure",
    "Field",
    "FilePathMapping",
    "FilesystemIOManager",
    "Float",
    "FloatMetadataValue",
    "FreshnessPolicy",
    "GraphDefinition",
    "GraphIn",
    "GraphOut",
    "GraphmatError",
    "HookContext",
    "HookDefinition",
    "HourlyPartitionsDefinition",
    "IOManager",
    "IOManagerDefinition",
    "IdentityPartitionMapping",
    "In",
    "InMemoryIOManager",
    "InitLoggerContext",
    "InitResourceContext",
    "InputContext",
    "InputManager",
    "InputManagerDefinition",
    "InputMapping",
    "Instance",
    "Int",
    "IntMetadataValue",
    "IntSource",
    "Jitter",
    "JobDefinition",
    "JobExecutionResult",
    "JsonLogFormatter",
    "JsonMetadataValue",
    "LastPartitionMapping",
    "LegacyFreshnessPolicy",
    "List",
    "LocalFileCodeReference",
    "LoggerDefinition",
    "Map",
    "MarkdownMetadataValue",
    "MaterializeResult",
    "MetadataEntry",
    "MetadataValue",
    "MonthlyPartitionsDefinition",
    "MultiAssetSensorDefinition",
    "MultiDependencyDefinition",
    "MultiPartitionKey",
    "MultiPartitionMapping",
    "MultiPartitionsDefinition",
    "MultiPartitionsKey",
    "MultiToSingleDimensionPartitionMapping",
    "NodeInvocation",
    "Noneable",
    "NotebookMetadataValue",
    "Nothing",
    "NullMetadataValue",
    "ObserveResult",
    "OpDefinition",
    "OpExecutionContext",
    "Optional",
    "Out",
    "Output",
    "OutputContext",
    "OutputMapping",
    "ParameterCheckError",
    "ParquetIOManager",
    "Partition",
    "PartitionKeyRange",
    "PartitionMapping",
    "PartitionedConfig",
    "PartitionsDefinition",
    "PathMetadataValue",
    "PendingNodeInvocation",
    "Permissive",
    "PermissiveConfig",
    "PoolMetadataValue",
    "PreviewWarning",
    "PythonArtifactMetadataValue",
    "PythonObjectDagsterType",
    "ReexecutionOptions",
    "RepositoryDefinition",
    "ResourceDefinition",
    "ResourceDependency",
    "ResourceParam",
    "RetryPolicy",
    "RetryRequested",
    "RunConfig",
    "RunFailureSensorContext",
    "RunRecord",
    "RunRequest",
    "RunStatusSensorContext",
    "RunStatusSensorDefinition",
    "RunsFilter",
    "ScalarUnion",
    "ScheduleDefinition",
    "ScheduleEvaluationContext",
    "Selector",
    "SensorDefinition",
    "SensorEvaluationContext",
    "SensorResult",
    "Set",
    "Shape",
    "SkipReason",
    "SourceAsset",
    "SpecificPartitionsPartitionMapping",
    "StaticPartitionMapping",
    "StaticPartitionsDefinition",
    "String",
    "StringSource",
    "SupersessionWarning",
    "TableColumn",
    "TableColumnConstraints",
    "TableColumnDep",
    "TableColumnLineage",
    "TableColumnLineageMetadataValue",
    "TableConstraints",
    "TableMetadataValue",
    "TableRecord",
    "TableSchema",
    "TableSchemaMetadataValue",
    "TextMetadataValue",
    "TimeWindow",
    "TimeWindowPartitionMapping",
    "TimeWindowPartitionsDefinition",
    "TimestampMetadataValue",
    "Tuple",
    "TypeCheck",
    "TypeCheckContext",
    "UPathIOManager",
    "UrlCodeReference",
    "UrlMetadataValue",
    "WeeklyPartitionsDefinition",
    "apply_freshness_policy",
    "asset",
    "asset_check",
    "asset_sensor",
    "build_asset_check_context",
    "build_asset_context",
    "build_hook_context",
    "build_init_logger_context",
    "build_init_resource_context",
    "build_input_context",
    "build_op_context",
    "build_output_context",
    "build_resources",
    "build_schedule_context",
    "build_schedule_from_partitioned_job",
    "build_sensor_context",
    "check_dagster_type",
    "colored_console_logger",
    "config_from_files",
    "config_from_pkg_resources",
    "config_from_yaml_strings",
    "config_mapping",
    "configured",
    "custom_path_fs_io_manager",
    "dagster_type_loader",
    "daily_partitioned_config",
    "default_loggers",
    "default_system_loggers",
    "define_asset_job",
    "definitions",
    "deprecation_warning",
    "dynamic_partitioned_config",
    "execute_job",
    "executor",
    "failure_hook",
    "file_relative_path",
    "fs_io_manager",
    "get_dagster_logger",
    "graph",
    "graph_asset",
    "graph_multi_asset",
    "hourly_partitioned_config",
    "in_process_executor",
    "input_manager",
    "instance_for_test",
    "io_manager",
    "job",
    "json_console_logger",
    "link_code_references_to_git",
    "load_asset_checks_from_current_module",
    "load_asset_checks_from_modules",
    "load_asset_checks_from_package_module",
    "load_asset_checks_from_package_name",
    "load_assets_from_current_module",
    "load_assets_from_modules",
    "load_assets_from_package_module",
    "load_assets_from_package_name",
    "load_definitions_from_current_module",
    "load_definitions_from_module",
    "load_definitions_from_modules",
    "load_definitions_from_package_module",
    "load_definitions_from_package_name",
    "logger",
    "make_email_on_run_failure_sensor",
    "make_python_type_usable_as_dagster_type",
    "make_values_resource",
    "map_asset_specs",
    "materialize",
    "materialize_to_memory",
    "mem_io_manager",
    "monthly_partitioned_config",
    "multi_asset",
    "multi_asset_check",
    "multi_asset_sensor",
    "multi_observable_source_asset",
    "multi_or_in_process_executor",
    "multiprocess_executor",
    "observable_source_asset",
    "op",
    "reconstructable",
    "repository",
    "resource",
    "run_failure_sensor",
    "run_status_sensor",
    "schedule",
    "sensor",
    "static_partitioned_config",
    "success_hook",
    "threads_executor",
    "usable_as_dagster_type",
    "validate_run_config",
    "weekly_partitioned_config",
    "with_resources",
    "with_source_code_references",
]


def __getattr__(name: str) -> Any:
    source = _SOURCES.get(name)
    if source is None:
        # Python asks here first for every submodule that is imported by name: answer at once
        if name.islower():
            raise AttributeError(f"module 'graphmat' has no name '{name}'")
        from graphmat.errors import did_you_mean
        from graphmat.refused_names import REFUSED

        hint = REFUSED.get(name) or did_you_mean(name, _SOURCES)
        text = f"module 'graphmat' has no name '{name}'"
        raise AttributeError(f"{text}; {hint}" if hint else text)
    from importlib import import_module

    module, _, attribute = source.partition(":")
    value = getattr(import_module(f"graphmat.{module}"), attribute)
    # a room that bears a public name stays in its place: `graphmat.definitions` can be called
    return globals().setdefault(name, value)


def __dir__() -> list[str]:
    return sorted([*globals(), *_SOURCES])
