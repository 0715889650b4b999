"""Hooks: functions that run after an op has succeeded or failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.arguments import as_names, function_name

if TYPE_CHECKING:
    from graphmat.definitions.context_log import ContextLog


class HookDefinition:
    """A function that runs after an op.

    Args:
        name: Its name.
        hook_fn: Takes a ``HookContext``.
        on_failure: Whether it runs after a failure; otherwise after a success.
        required_resource_keys: Resources that its context offers.
    """

    __slots__ = ("hook_fn", "name", "on_failure", "required_resource_keys")

    def __init__(
        self,
        name: str,
        hook_fn: Callable[..., Any],
        *,
        on_failure: bool,
        required_resource_keys: Any = None,
    ) -> None:
        self.name = name
        self.hook_fn = hook_fn
        self.on_failure = on_failure
        self.required_resource_keys = as_names(required_resource_keys, "required_resource_keys")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run its function."""
        return self.hook_fn(*args, **kwargs)

    def __repr__(self) -> str:
        return f"HookDefinition({self.name!r})"


def success_hook(
    hook_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    required_resource_keys: Any = None,
) -> Any:
    """Make a hook that runs after an op has succeeded.

    Args:
        hook_fn: Takes a ``HookContext``.
        name: Default: the function's name.
        required_resource_keys: Resources that its context offers.
    """

    def decorate(function: Callable[..., Any]) -> HookDefinition:
        return HookDefinition(
            function_name(function, "@success_hook", name),
            function,
            on_failure=False,
            required_resource_keys=required_resource_keys,
        )

    return decorate if hook_fn is None else decorate(hook_fn)


def failure_hook(
    name: str | Callable[..., Any] | None = None, required_resource_keys: Any = None
) -> Any:
    """Make a hook that runs after an op has failed.

    Args:
        name: Default: the function's name.
        required_resource_keys: Resources that its context offers.
    """
    if callable(name):
        return HookDefinition(function_name(name, "@failure_hook"), name, on_failure=True)

    def decorate(function: Callable[..., Any]) -> HookDefinition:
        return HookDefinition(
            function_name(function, "@failure_hook", name),
            function,
            on_failure=True,
            required_resource_keys=required_resource_keys,
        )

    return decorate


def build_hook_context(
    resources: Mapping[str, Any] | None = None,
    op: Any = None,
    run_id: str | None = None,
    job_name: str | None = None,
    op_exception: BaseException | None = None,
    instance: Any = None,
) -> HookContext:
    """Make a context for calling a hook in a test.

    Args:
        resources: Resource key → resource.
        op: The op after which it runs.
        run_id: The run.
        job_name: The job.
        op_exception: What the op raised.
        instance: Where runs are recorded.
    """
    from types import SimpleNamespace

    from graphmat.definitions.direct_context import build_op_context

    inner = build_op_context(resources=resources, instance=instance)
    facts = SimpleNamespace(
        op=op,
        run_id=run_id or inner.run_id,
        job_name=job_name,
        log=inner.log,
        step_key=getattr(op, "name", ""),
        pending_metadata={},
        instance=instance,
        _opened=inner,
    )
    hook = HookDefinition("hook", lambda _context: None, on_failure=op_exception is not None)
    return HookContext(hook, facts, op_exception, {}, inner.resources)


class HookContext:
    """What a hook sees.

    Args:
        hook_def: The hook.
        op_context: The context of the op.
        op_exception: What the op raised.
        op_output_values: What the op produced.
        resources: The resources that the hook asked for.
    """

    def __init__(
        self,
        hook_def: HookDefinition,
        op_context: Any,
        op_exception: BaseException | None,
        op_output_values: Mapping[str, Any],
        resources: Any,
    ) -> None:
        self.hook_def = hook_def
        self._op_context = op_context
        self.op_exception = op_exception
        self.op_output_values = dict(op_output_values)
        self.resources = resources

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "_op_context":
            raise AttributeError(name)
        return getattr(self._op_context, name)

    @property
    def log(self) -> ContextLog:
        """The run's log."""
        log: ContextLog = self._op_context.log
        return log

    @property
    def required_resource_keys(self) -> frozenset[str]:
        """Resources that the hook asked for."""
        return self.hook_def.required_resource_keys

    @property
    def op_output_metadata(self) -> dict[str, Any]:
        """Metadata that the op added to its outputs."""
        pending = self._op_context.pending_metadata or {}
        return {name: dict(metadata) for (name, _), metadata in pending.items()}

    @property
    def step_key(self) -> str:
        """The step."""
        return str(self._op_context.step_key)
