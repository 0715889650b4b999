"""Graph-backed assets, planned and materialized from the command line.

``import graphmat as dg`` in a module of ops, graphs and assets; then ``graphmat materialize``.
Every public name is listed here; its module is entered when the name is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.public_names import SOURCES

if TYPE_CHECKING:
    from graphmat.api.in_process import (
        materialize as materialize,
        materialize_to_memory as materialize_to_memory,
    )
    from graphmat.api.instance import (
        Instance as DagsterInstance,
        Instance as Instance,
        instance_for_test as instance_for_test,
    )
    from graphmat.api.reexecution import (
        ReexecutionOptions as ReexecutionOptions,
        execute_job as execute_job,
        reconstructable as reconstructable,
    )
    from graphmat.api.results import (
        RunEvent as DagsterEvent,
        DagsterEventType as DagsterEventType,
        Run as DagsterRun,
        DagsterRunStatus as DagsterRunStatus,
        ExecuteInProcessResult as ExecuteInProcessResult,
        RunsFilter as RunsFilter,
    )
    from graphmat.definitions.asset_decorators import (
        asset as asset,
        graph_asset as graph_asset,
        graph_multi_asset as graph_multi_asset,
        multi_asset as multi_asset,
    )
    from graphmat.definitions.asset_specs import (
        AssetDep as AssetDep,
        AssetIn as AssetIn,
        AssetOut as AssetOut,
        AssetSpec as AssetSpec,
        SourceAsset as SourceAsset,
    )
    from graphmat.definitions.assets import (
        AssetsDefinition as AssetsDefinition,
    )
    from graphmat.definitions.check_decorators import (
        asset_check as asset_check,
        multi_asset_check as multi_asset_check,
    )
    from graphmat.definitions.checks import (
        AssetCheckResult as AssetCheckResult,
        AssetCheckSeverity as AssetCheckSeverity,
        AssetCheckSpec as AssetCheckSpec,
        AssetMaterialization as AssetMaterialization,
        AssetObservation as AssetObservation,
        ExpectationResult as ExpectationResult,
        MaterializeResult as MaterializeResult,
    )
    from graphmat.definitions.context import (
        AssetCheckExecutionContext as AssetCheckExecutionContext,
        AssetExecutionContext as AssetExecutionContext,
        OpExecutionContext as OpExecutionContext,
    )
    from graphmat.definitions.definitions import (
        Definitions as Definitions,
    )
    from graphmat.definitions.direct import (
        build_asset_context as build_asset_context,
        build_op_context as build_op_context,
    )
    from graphmat.definitions.executor_defs import (
        ExecutorDefinition as ExecutorDefinition,
        executor as executor,
        in_process_executor as in_process_executor,
        multi_or_in_process_executor as multi_or_in_process_executor,
        multiprocess_executor as multiprocess_executor,
    )
    from graphmat.definitions.graphs import (
        GraphDefinition as GraphDefinition,
        graph as graph,
    )
    from graphmat.definitions.hooks import (
        HookContext as HookContext,
        HookDefinition as HookDefinition,
        build_hook_context as build_hook_context,
        failure_hook as failure_hook,
        success_hook as success_hook,
    )
    from graphmat.definitions.ins_outs import (
        DataVersion as DataVersion,
        DynamicOut as DynamicOut,
        DynamicOutput as DynamicOutput,
        GraphIn as GraphIn,
        GraphOut as GraphOut,
        In as In,
        Nothing as Nothing,
        Out as Out,
        Output as Output,
    )
    from graphmat.definitions.io_context import (
        InputContext as InputContext,
        OutputContext as OutputContext,
        build_input_context as build_input_context,
        build_output_context as build_output_context,
    )
    from graphmat.definitions.jobs import (
        JobDefinition as JobDefinition,
        define_asset_job as define_asset_job,
        job as job,
    )
    from graphmat.definitions.load_assets import (
        load_asset_checks_from_current_module as load_asset_checks_from_current_module,
        load_asset_checks_from_modules as load_asset_checks_from_modules,
        load_asset_checks_from_package_module as load_asset_checks_from_package_module,
        load_assets_from_current_module as load_assets_from_current_module,
        load_assets_from_modules as load_assets_from_modules,
        load_assets_from_package_module as load_assets_from_package_module,
        load_assets_from_package_name as load_assets_from_package_name,
        load_definitions_from_current_module as load_definitions_from_current_module,
        load_definitions_from_module as load_definitions_from_module,
    )
    from graphmat.definitions.metadata import (
        MetadataValue as MetadataValue,
        TableColumn as TableColumn,
        TableRecord as TableRecord,
        TableSchema as TableSchema,
    )
    from graphmat.definitions.ops import (
        OpDefinition as OpDefinition,
        op as op,
    )
    from graphmat.definitions.policies import (
        Backoff as Backoff,
        Failure as Failure,
        Jitter as Jitter,
        RetryPolicy as RetryPolicy,
        RetryRequested as RetryRequested,
    )
    from graphmat.definitions.type_names import (
        Any as Any,
        Bool as Bool,
        Float as Float,
        Int as Int,
        String as String,
    )
    from graphmat.definitions.types import (
        DagsterType as DagsterType,
        PythonObjectDagsterType as PythonObjectDagsterType,
        TypeCheck as TypeCheck,
    )
    from graphmat.definitions.with_resources import (
        BackfillPolicy as BackfillPolicy,
        with_resources as with_resources,
    )
    from graphmat.errors import (
        ParameterError as CheckError,
        AssetCheckFailedError as DagsterAssetCheckFailedError,
        ConfigMappingError as DagsterConfigMappingFunctionError,
        GraphmatError as DagsterError,
        HandleOutputError as DagsterExecutionHandleOutputError,
        LoadInputError as DagsterExecutionLoadInputError,
        StepExecutionError as DagsterExecutionStepExecutionError,
        StepNotFoundError as DagsterExecutionStepNotFoundError,
        InvalidConfigDefinitionError as DagsterInvalidConfigDefinitionError,
        InvalidConfigError as DagsterInvalidConfigError,
        InvalidDefinitionError as DagsterInvalidDefinitionError,
        InvalidInvocationError as DagsterInvalidInvocationError,
        InvalidMetadataError as DagsterInvalidMetadata,
        InvalidPropertyError as DagsterInvalidPropertyError,
        InvalidSelectionError as DagsterInvalidSubsetError,
        InvariantViolationError as DagsterInvariantViolationError,
        ResourceInitError as DagsterResourceFunctionError,
        RunNotFoundError as DagsterRunNotFoundError,
        MissingOutputError as DagsterStepOutputNotFoundError,
        TypeCheckError as DagsterTypeCheckDidNotPass,
        UnknownPartitionError as DagsterUnknownPartitionError,
        UnknownResourceError as DagsterUnknownResourceError,
        UserCodeError as DagsterUserCodeExecutionError,
        GraphmatError as GraphmatError,
        ParameterError as ParameterCheckError,
    )
    from graphmat.io_managers.defaults import (
        fs_io_manager as fs_io_manager,
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
        AssetKey as AssetKey,
    )
    from graphmat.partitions.base import (
        PartitionKeyRange as PartitionKeyRange,
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
        DimensionPartitionMapping as DimensionPartitionMapping,
        IdentityPartitionMapping as IdentityPartitionMapping,
        LastPartitionMapping as LastPartitionMapping,
        MultiPartitionMapping as MultiPartitionMapping,
        MultiToSingleDimensionPartitionMapping as MultiToSingleDimensionPartitionMapping,
        SpecificPartitionsPartitionMapping as SpecificPartitionsPartitionMapping,
        StaticPartitionMapping as StaticPartitionMapping,
        TimeWindowPartitionMapping as TimeWindowPartitionMapping,
    )
    from graphmat.partitions.multi import (
        MultiPartitionsDefinition as MultiPartitionsDefinition,
    )
    from graphmat.partitions.multi_key import (
        MultiPartitionKey as MultiPartitionKey,
        MultiPartitionKey as MultiPartitionsKey,
    )
    from graphmat.partitions.periods import (
        DailyPartitionsDefinition as DailyPartitionsDefinition,
        HourlyPartitionsDefinition as HourlyPartitionsDefinition,
        MonthlyPartitionsDefinition as MonthlyPartitionsDefinition,
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
        ScalarUnion as ScalarUnion,
        Selector as Selector,
    )
    from graphmat.resources.base import (
        ResourceDefinition as ResourceDefinition,
        make_values_resource as make_values_resource,
        resource as resource,
    )
    from graphmat.resources.configurable import (
        ConfigurableResource as ConfigurableResource,
        ConfigurableResourceFactory as ConfigurableResourceFactory,
    )
    from graphmat.resources.configurable_io import (
        ConfigurableIOManager as ConfigurableIOManager,
        ConfigurableIOManagerFactory as ConfigurableIOManagerFactory,
    )
    from graphmat.resources.env import (
        EnvVar as EnvVar,
    )
    from graphmat.resources.fields import (
        BoolSource as BoolSource,
        Enum as Enum,
        EnumValue as EnumValue,
        Field as Field,
        IntSource as IntSource,
        StringSource as StringSource,
    )
    from graphmat.resources.init_context import (
        InitResourceContext as InitResourceContext,
    )
    from graphmat.resources.io_base import (
        IOManager as IOManager,
        InputManager as InputManager,
    )
    from graphmat.resources.io_definitions import (
        IOManagerDefinition as IOManagerDefinition,
        InputManagerDefinition as InputManagerDefinition,
        input_manager as input_manager,
        io_manager as io_manager,
    )
    from graphmat.resources.mapping import (
        ConfigMapping as ConfigMapping,
        config_mapping as config_mapping,
    )
    from graphmat.resources.opening import (
        build_init_resource_context as build_init_resource_context,
        build_resources as build_resources,
    )
    from graphmat.resources.params import (
        ResourceDependency as ResourceDependency,
        ResourceParam as ResourceParam,
    )
    from graphmat.resources.pythonic import (
        Config as Config,
        PermissiveConfig as PermissiveConfig,
    )
    from graphmat.resources.run_config import (
        RunConfig as RunConfig,
    )
    from graphmat.resources.schema import (
        Array as Array,
        Map as Map,
        Permissive as Permissive,
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
    "Definitions",
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
    "MultiPartitionKey",
    "MultiPartitionMapping",
    "MultiPartitionsDefinition",
    "MultiPartitionsKey",
    "MultiToSingleDimensionPartitionMapping",
    "Noneable",
    "Nothing",
    "OpDefinition",
    "OpExecutionContext",
    "Out",
    "Output",
    "OutputContext",
    "ParameterCheckError",
    "PartitionKeyRange",
    "PartitionMapping",
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
    "RunsFilter",
    "ScalarUnion",
    "Selector",
    "Shape",
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
    "build_asset_context",
    "build_hook_context",
    "build_init_resource_context",
    "build_input_context",
    "build_op_context",
    "build_output_context",
    "build_resources",
    "config_mapping",
    "define_asset_job",
    "execute_job",
    "executor",
    "failure_hook",
    "fs_io_manager",
    "graph",
    "graph_asset",
    "graph_multi_asset",
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
    "multi_asset",
    "multi_asset_check",
    "multi_or_in_process_executor",
    "multiprocess_executor",
    "op",
    "reconstructable",
    "resource",
    "success_hook",
    "with_resources",
]


def __getattr__(name: str) -> Any:
    source = SOURCES.get(name)
    if source is None:
        # Python asks here first for every submodule that is imported by name: answer at once
        if name.islower():
            raise AttributeError(f"module 'graphmat' has no name '{name}'")
        from graphmat.errors import did_you_mean

        hint = did_you_mean(name, SOURCES)
        text = f"module 'graphmat' has no name '{name}'"
        raise AttributeError(f"{text}; {hint}" if hint else text)
    from importlib import import_module

    module, _, attribute = source.partition(":")
    value = getattr(import_module(f"graphmat.{module}"), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *SOURCES])
