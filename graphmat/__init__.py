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
    from graphmat.api.run_events import (
        DagsterEventType as DagsterEventType,
    )
    from graphmat.api.run_events import (
        RunEvent as DagsterEvent,
    )
    from graphmat.api.run_records import (
        DagsterRunStatus as DagsterRunStatus,
    )
    from graphmat.api.run_records import (
        Run as DagsterRun,
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
        AssetsDefinition as AssetsDefinition,
    )
    from graphmat.definitions.automation import (
        AutoMaterializePolicy as AutoMaterializePolicy,
    )
    from graphmat.definitions.automation import (
        AutomationCondition as AutomationCondition,
    )
    from graphmat.definitions.automation import (
        DefaultScheduleStatus as DefaultScheduleStatus,
    )
    from graphmat.definitions.automation import (
        DefaultSensorStatus as DefaultSensorStatus,
    )
    from graphmat.definitions.automation import (
        FreshnessPolicy as FreshnessPolicy,
    )
    from graphmat.definitions.automation import (
        RunRequest as RunRequest,
    )
    from graphmat.definitions.automation import (
        ScheduleDefinition as ScheduleDefinition,
    )
    from graphmat.definitions.automation import (
        SensorDefinition as SensorDefinition,
    )
    from graphmat.definitions.automation import (
        SkipReason as SkipReason,
    )
    from graphmat.definitions.automation import (
        asset_sensor as asset_sensor,
    )
    from graphmat.definitions.automation import (
        build_schedule_from_partitioned_job as build_schedule_from_partitioned_job,
    )
    from graphmat.definitions.automation import (
        get_dagster_logger as get_dagster_logger,
    )
    from graphmat.definitions.automation import (
        schedule as schedule,
    )
    from graphmat.definitions.automation import (
        sensor as sensor,
    )
    from graphmat.definitions.check_decorators import (
        asset_check as asset_check,
    )
    from graphmat.definitions.check_decorators import (
        multi_asset_check as multi_asset_check,
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
    from graphmat.definitions.context import (
        AssetCheckExecutionContext as AssetCheckExecutionContext,
    )
    from graphmat.definitions.context import (
        AssetExecutionContext as AssetExecutionContext,
    )
    from graphmat.definitions.context import (
        OpExecutionContext as OpExecutionContext,
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
    from graphmat.definitions.metadata import (
        MetadataValue as MetadataValue,
    )
    from graphmat.definitions.metadata import (
        TableColumn as TableColumn,
    )
    from graphmat.definitions.metadata import (
        TableRecord as TableRecord,
    )
    from graphmat.definitions.metadata import (
        TableSchema as TableSchema,
    )
    from graphmat.definitions.ops import (
        OpDefinition as OpDefinition,
    )
    from graphmat.definitions.ops import (
        op as op,
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
    from graphmat.definitions.type_names import (
        Any as Any,
    )
    from graphmat.definitions.type_names import (
        Bool as Bool,
    )
    from graphmat.definitions.type_names import (
        Float as Float,
    )
    from graphmat.definitions.type_names import (
        Int as Int,
    )
    from graphmat.definitions.type_names import (
        String as String,
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
        RunNotFoundError as DagsterRunNotFoundError,
    )
    from graphmat.errors import (
        StepExecutionError as DagsterExecutionStepExecutionError,
    )
    from graphmat.errors import (
        StepNotFoundError as DagsterExecutionStepNotFoundError,
    )
    from graphmat.errors import (
        TypeCheckError as DagsterTypeCheckDidNotPass,
    )
    from graphmat.errors import (
        UnknownPartitionError as DagsterUnknownPartitionError,
    )
    from graphmat.errors import (
        UnknownResourceError as DagsterUnknownResourceError,
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
    from graphmat.io_managers.filesystem import (
        FilesystemIOManager as FilesystemIOManager,
    )
    from graphmat.io_managers.memory import (
        InMemoryIOManager as InMemoryIOManager,
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
        Shape as Shape,
    )
    from graphmat.selection.api import (
        AssetSelection as AssetSelection,
    )

__version__ = "0.1.0"

__all__ = [
    "AllPartitionMapping",
    "Any",
    "Array",
    "AssetCheckExecutionContext",
    "AssetCheckKey",
    "AssetCheckResult",
    "AssetCheckSeverity",
    "AssetCheckSpec",
    "AssetDep",
    "AssetExecutionContext",
    "AssetIn",
    "AssetKey",
    "AssetMaterialization",
    "AssetObservation",
    "AssetOut",
    "AssetSelection",
    "AssetSpec",
    "AssetsDefinition",
    "AutoMaterializePolicy",
    "AutomationCondition",
    "BackfillPolicy",
    "Backoff",
    "Bool",
    "BoolSource",
    "CheckError",
    "Config",
    "ConfigMapping",
    "ConfigurableIOManager",
    "ConfigurableIOManagerFactory",
    "ConfigurableResource",
    "ConfigurableResourceFactory",
    "DagsterAssetCheckFailedError",
    "DagsterConfigMappingFunctionError",
    "DagsterError",
    "DagsterEvent",
    "DagsterEventType",
    "DagsterExecutionHandleOutputError",
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
    "DagsterResourceFunctionError",
    "DagsterRun",
    "DagsterRunNotFoundError",
    "DagsterRunStatus",
    "DagsterStepOutputNotFoundError",
    "DagsterType",
    "DagsterTypeCheckDidNotPass",
    "DagsterUnknownPartitionError",
    "DagsterUnknownResourceError",
    "DagsterUserCodeExecutionError",
    "DailyPartitionsDefinition",
    "DataVersion",
    "DefaultScheduleStatus",
    "DefaultSensorStatus",
    "Definitions",
    "DependencyDefinition",
    "DimensionPartitionMapping",
    "DynamicOut",
    "DynamicOutput",
    "DynamicPartitionsDefinition",
    "Enum",
    "EnumValue",
    "EnvVar",
    "ExecuteInProcessResult",
    "ExecutorDefinition",
    "ExpectationResult",
    "Failure",
    "Field",
    "FilesystemIOManager",
    "Float",
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
    "InitResourceContext",
    "InputContext",
    "InputManager",
    "InputManagerDefinition",
    "InputMapping",
    "Instance",
    "Int",
    "IntSource",
    "Jitter",
    "JobDefinition",
    "LastPartitionMapping",
    "Map",
    "MaterializeResult",
    "MetadataValue",
    "MonthlyPartitionsDefinition",
    "MultiDependencyDefinition",
    "MultiPartitionKey",
    "MultiPartitionMapping",
    "MultiPartitionsDefinition",
    "MultiPartitionsKey",
    "MultiToSingleDimensionPartitionMapping",
    "NodeInvocation",
    "Noneable",
    "Nothing",
    "OpDefinition",
    "OpExecutionContext",
    "Out",
    "Output",
    "OutputContext",
    "OutputMapping",
    "ParameterCheckError",
    "Partition",
    "PartitionKeyRange",
    "PartitionMapping",
    "PartitionedConfig",
    "PartitionsDefinition",
    "Permissive",
    "PermissiveConfig",
    "PythonObjectDagsterType",
    "ReexecutionOptions",
    "ResourceDefinition",
    "ResourceDependency",
    "ResourceParam",
    "RetryPolicy",
    "RetryRequested",
    "RunConfig",
    "RunRequest",
    "RunsFilter",
    "ScalarUnion",
    "ScheduleDefinition",
    "Selector",
    "SensorDefinition",
    "Shape",
    "SkipReason",
    "SourceAsset",
    "SpecificPartitionsPartitionMapping",
    "StaticPartitionMapping",
    "StaticPartitionsDefinition",
    "String",
    "StringSource",
    "TableColumn",
    "TableRecord",
    "TableSchema",
    "TimeWindow",
    "TimeWindowPartitionMapping",
    "TimeWindowPartitionsDefinition",
    "TypeCheck",
    "WeeklyPartitionsDefinition",
    "asset",
    "asset_check",
    "asset_sensor",
    "build_asset_context",
    "build_hook_context",
    "build_init_resource_context",
    "build_input_context",
    "build_op_context",
    "build_output_context",
    "build_resources",
    "build_schedule_from_partitioned_job",
    "config_mapping",
    "daily_partitioned_config",
    "define_asset_job",
    "definitions",
    "dynamic_partitioned_config",
    "execute_job",
    "executor",
    "failure_hook",
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
    "load_asset_checks_from_current_module",
    "load_asset_checks_from_modules",
    "load_asset_checks_from_package_module",
    "load_assets_from_current_module",
    "load_assets_from_modules",
    "load_assets_from_package_module",
    "load_assets_from_package_name",
    "load_definitions_from_current_module",
    "load_definitions_from_module",
    "make_values_resource",
    "materialize",
    "materialize_to_memory",
    "mem_io_manager",
    "monthly_partitioned_config",
    "multi_asset",
    "multi_asset_check",
    "multi_or_in_process_executor",
    "multiprocess_executor",
    "op",
    "reconstructable",
    "resource",
    "schedule",
    "sensor",
    "static_partitioned_config",
    "success_hook",
    "threads_executor",
    "validate_run_config",
    "weekly_partitioned_config",
    "with_resources",
]


def __getattr__(name: str) -> Any:
    source = _SOURCES.get(name)
    if source is None:
        # Python asks here first for every submodule that is imported by name: answer at once
        if name.islower():
            raise AttributeError(f"module 'graphmat' has no name '{name}'")
        from graphmat.errors import did_you_mean

        hint = did_you_mean(name, _SOURCES)
        text = f"module 'graphmat' has no name '{name}'"
        raise AttributeError(f"{text}; {hint}" if hint else text)
    from importlib import import_module

    module, _, attribute = source.partition(":")
    value = getattr(import_module(f"graphmat.{module}"), attribute)
    # a room that bears a public name stays in its place: `graphmat.definitions` can be called
    return globals().setdefault(name, value)


def __dir__() -> list[str]:
    return sorted([*globals(), *_SOURCES])
