"""Opening a filesystem of fsspec, and its faults in words.

Each library behind fsspec has exceptions of its own; they are told by their names, so that none of
them needs to be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import GraphmatError, StorageError, UsageError, did_you_mean

if TYPE_CHECKING:
    from graphmat.io_managers.store_address import StoreAddress

_PACKAGES: Final = {
    "sftp": "paramiko",
    "ssh": "paramiko",
    "smb": "smbprotocol",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
}
"""What reaches a place, beside the packages of ``graphmat[cloud]``."""

_INCLUDED: Final = {"s3": "s3fs", "s3a": "s3fs"}

_NO_CREDENTIALS: Final = frozenset(
    {"NoCredentialsError", "PartialCredentialsError", "DefaultCredentialsError", "ProfileNotFound"}
)
_UNREACHABLE: Final = ("EndpointConnection", "ConnectTimeout", "ReadTimeout", "ClientConnector")
_HINTS: Final = {
    "s3": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or the setting "
    "store_options: {key: {env: …}, secret: {env: …}}",
    "gs": "run gcloud auth application-default login, or set store_options: {token: …}",
    "az": "set AZURE_STORAGE_CONNECTION_STRING, or store_options: {account_name: …}",
}


def install_hint(protocol: str) -> str:
    """How to get what reaches a place."""
    more = f" {_PACKAGES[protocol]}" if protocol in _PACKAGES else ""
    return f"pip install 'graphmat[cloud]'{more}"


def opened_filesystem(address: StoreAddress) -> tuple[Any, str]:
    """A filesystem of this process's own, and the path in it.

    Raises:
        UsageError: There is no such kind of place, or a package for it is missing.
    """
    try:
        import fsspec
        from fsspec.core import url_to_fs
    except ImportError:
        raise _missing(address, "fsspec") from None
    if address.protocol not in fsspec.available_protocols():
        raise UsageError(
            f"the store '{address.shown}' is of no known kind: '{address.protocol}'",
            hint=did_you_mean(address.protocol, fsspec.available_protocols())
            or "s3://bucket/folder, gs://…, az://…, or a folder",
        )
    options: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
    try:
        found: tuple[Any, str] = url_to_fs(address.url, **{**options, **address.options})
    except ImportError as error:
        packages = {**_INCLUDED, **_PACKAGES}
        package = packages.get(address.protocol) or error.name or str(error)
        raise _missing(address, package) from error
    return found


def _missing(address: StoreAddress, package: str) -> UsageError:
    return UsageError(
        f"the store '{address.shown}' needs a package that is not installed: {package}",
        hint=install_hint(address.protocol),
    )


def in_words(error: Exception, address: StoreAddress, doing: str) -> GraphmatError:
    """A fault of the place for the reader, with no secret in it.

    Args:
        error: What the library raised.
        address: The place.
        doing: What could not be done: ``read``, ``written`` or ``used``.
    """
    if isinstance(error, GraphmatError):
        return error
    names = {kind.__name__ for kind in type(error).__mro__}
    text = address.mask(" ".join(str(error).split())) or type(error).__name__
    kind = {"s3a": "s3", "gcs": "gs", "abfs": "az", "abfss": "az"}.get(
        address.protocol, address.protocol
    )
    hint = None
    if names & _NO_CREDENTIALS or "credentials" in text.casefold():
        why, hint = f"there are no credentials for it ({text})", _HINTS.get(kind)
    elif isinstance(error, PermissionError):
        why, hint = f"access is denied ({text})", _HINTS.get(kind)
    elif isinstance(error, FileNotFoundError):
        bucket = address.shown.partition("://")[2].split("/", 1)[0].rpartition("@")[2]
        why = f"there is no bucket '{bucket}' ({text})" if kind in _HINTS else text
        hint = "make the bucket, or correct the setting 'store'" if kind in _HINTS else None
    elif isinstance(error, ConnectionError) or any(name.startswith(_UNREACHABLE) for name in names):
        why, hint = f"it cannot be reached ({text})", "is the network there, and the address right?"
    else:
        why = text
    return StorageError(f"the store '{address.shown}' cannot be {doing}: {why}", hint=hint)
