"""Asset checks: what is said of them, and what they find."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import Any

from graphmat.definitions.arguments import as_dict, as_items
from graphmat.definitions.asset_specs import as_deps, coerce_key
from graphmat.definitions.metadata import metadata_values
from graphmat.definitions.names import check_name
from graphmat.errors import ParameterError
from graphmat.keys import AssetCheckKey, AssetKey


class AssetCheckSeverity(enum.Enum):
    """How bad a failed check is: WARN is shown, ERROR changes the exit code."""

    WARN = "WARN"
    ERROR = "ERROR"


class AssetCheckSpec:
    """What is said about a check of an asset.

    Args:
        name: Name of the check, unique for the asset.
        asset: The asset it checks.
        description: What it makes sure of.
        additional_deps: Other assets that it reads.
        blocking: Whether assets downstream wait for it and are skipped when it fails.
        metadata: Facts about it.
        automation_condition: Kept for compatibility.
        partitions_def: Its partitions; default: the asset's.
    """

    __slots__ = (
        "additional_deps",
        "asset_key",
        "automation_condition",
        "blocking",
        "description",
        "metadata",
        "name",
        "partitions_def",
    )

    def __init__(
        self,
        name: str,
        *,
        asset: Any,
        description: str | None = None,
        additional_deps: Iterable[Any] | None = None,
        blocking: bool = False,
        metadata: Mapping[str, Any] | None = None,
        automation_condition: Any = None,
        partitions_def: Any = None,
    ) -> None:
        self.name = check_name(name, "an asset check")
        self.asset_key: AssetKey = coerce_key(asset)
        self.description = description
        self.additional_deps = as_deps(additional_deps)
        self.blocking = blocking
        self.metadata = as_dict(metadata, "metadata")
        self.automation_condition = automation_condition
        self.partitions_def = partitions_def

    @property
    def key(self) -> AssetCheckKey:
        """The asset and the name."""
        return AssetCheckKey(self.asset_key, self.name)

    def get_python_identifier(self) -> str:
        """The check as a Python name."""
        return f"{self.asset_key.to_python_identifier()}_{self.name}"

    def __repr__(self) -> str:
        return f"AssetCheckSpec({self.key.to_user_string()!r})"


class AssetCheckResult:
    """What a check found.

    Args:
        passed: Whether the asset is as it should be.
        asset_key: The asset; may be left out where the check has one.
        check_name: The check; may be left out where there is one.
        metadata: Facts about the finding.
        severity: How bad a failure is.
        description: What was found.
    """

    __slots__ = ("asset_key", "check_name", "description", "metadata", "passed", "severity")

    def __init__(
        self,
        *,
        passed: Any,
        asset_key: Any = None,
        check_name: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        severity: AssetCheckSeverity = AssetCheckSeverity.ERROR,
        description: str | None = None,
    ) -> None:
        # a truth value of another library (numpy's) is as good as a bool
        verdict = passed if isinstance(passed, bool) else getattr(passed, "item", lambda: None)()
        if not isinstance(verdict, bool):
            raise ParameterError(f"'passed' must be True or False, not {passed!r}")
        if not isinstance(severity, AssetCheckSeverity):
            raise ParameterError(f"'severity' must be an AssetCheckSeverity, not {severity!r}")
        self.passed = verdict
        self.asset_key = None if asset_key is None else coerce_key(asset_key)
        self.check_name = check_name
        self.metadata = metadata_values(metadata)
        self.severity = severity
        self.description = description

    def __repr__(self) -> str:
        return f"AssetCheckResult(passed={self.passed})"


class MaterializeResult:
    """What an asset's function may return instead of a value: facts about what it made.

    Args:
        asset_key: The asset, where the function makes several.
        metadata: Facts to record with the materialization.
        check_results: Results of the asset's checks.
        data_version: The caller's own version of the value.
        tags: Tags to record with the materialization.
        value: The value to store; without one nothing is stored.
    """

    __slots__ = ("asset_key", "check_results", "data_version", "metadata", "tags", "value")

    def __init__(
        self,
        asset_key: Any = None,
        metadata: Mapping[str, Any] | None = None,
        check_results: Iterable[AssetCheckResult] | None = None,
        data_version: Any = None,
        tags: Mapping[str, str] | None = None,
        value: Any = ...,
    ) -> None:
        from graphmat.definitions.ins_outs import NO_VALUE

        self.asset_key = None if asset_key is None else coerce_key(asset_key)
        self.metadata = as_dict(metadata, "metadata")
        self.check_results = list(as_items(check_results, "check_results"))
        self.data_version = data_version
        self.tags = as_dict(tags, "tags")
        self.value = NO_VALUE if value is ... else value

    def __repr__(self) -> str:
        return f"MaterializeResult(asset_key={self.asset_key!r})"


class AssetMaterialization:
    """A materialization that the user's code reports itself.

    Args:
        asset_key: The asset.
        description: What was made.
        metadata: Facts to record.
        partition: Its partition.
        tags: Tags to record.
    """

    __slots__ = ("asset_key", "description", "metadata", "partition", "tags")

    def __init__(
        self,
        asset_key: Any,
        description: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        partition: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.asset_key = coerce_key(asset_key)
        self.description = description
        self.metadata = metadata_values(metadata)
        self.partition = partition
        self.tags = as_dict(tags, "tags")


class AssetObservation(AssetMaterialization):
    """Facts about an asset that was looked at, not made."""

    __slots__ = ()


class ExpectationResult:
    """A finding about a value, recorded without consequence.

    Args:
        success: Whether it is as expected.
        label: Name of the expectation.
        description: What was found.
        metadata: Facts to record.
    """

    __slots__ = ("description", "label", "metadata", "success")

    def __init__(
        self,
        success: bool,
        label: str | None = None,
        description: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self.success = success
        self.label = label
        self.description = description
        self.metadata = metadata_values(metadata)
