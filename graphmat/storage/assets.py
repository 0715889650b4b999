"""The numbers under which the tables know assets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphmat.keys import AssetKey
from graphmat.storage.database import Database, batches, filled
from graphmat.storage.plain_text import plain


class AssetNumbers:
    """Asset keys and their numbers, each asked for at most once.

    A number once given never changes, so what was read stays true.

    Args:
        database: The log.
    """

    __slots__ = ("_database", "_id_by_key", "_key_by_id", "_unsettled")

    def __init__(self, database: Database) -> None:
        self._database = database
        self._id_by_key: dict[AssetKey, int] = {}
        self._key_by_id: dict[int, AssetKey] = {}
        self._unsettled: list[AssetKey] = []

    def known(self, keys: Iterable[AssetKey]) -> dict[AssetKey, int]:
        """The numbers of those assets that the log has heard of."""
        wanted = list(keys)
        key_by_text = {key.to_string(): key for key in wanted if key not in self._id_by_key}
        for texts in batches(list(key_by_text)):
            for number, text in self._database.execute("assets_of_keys", filled(texts)):
                self._remember(number, key_by_text[text])
        found = ((key, self._id_by_key.get(key)) for key in wanted)
        return {key: number for key, number in found if number is not None}

    def number(self, key: AssetKey) -> int | None:
        """The number of an asset, or None where the log has not heard of it."""
        if key not in self._id_by_key:
            for (number,) in self._database.execute("asset_id", (key.to_string(),)):
                self._remember(number, key)
        return self._id_by_key.get(key)

    def key(self, number: int) -> AssetKey:
        """The asset that has a number."""
        if number not in self._key_by_id:
            ((text,),) = self._database.execute("asset_key", (number,))
            self._remember(number, AssetKey.from_db_string(text))
        return self._key_by_id[number]

    def read_all(self) -> None:
        """Ask for all at once, before many are needed."""
        for number, text in self._database.execute("assets"):
            if number not in self._key_by_id:
                self._remember(number, AssetKey.from_db_string(text))

    def enter(self, keys: Iterable[AssetKey]) -> Mapping[AssetKey, int]:
        """The numbers of assets, new ones entered; inside a transaction.

        The caller tells by ``settle`` how the transaction ended.
        """
        numbers = self._id_by_key
        for key in keys:
            if key not in numbers and self.number(key) is None:
                name = plain(key.to_user_string())
                self._database.executemany("insert_asset", [(key.to_string(), name)])
                self._unsettled.append(key)
                self.number(key)
        return numbers

    def settle(self, *, kept: bool) -> None:
        """Forget the numbers that were given in a transaction which was undone."""
        if not kept:
            for key in self._unsettled:
                number = self._id_by_key.pop(key, None)
                if number is not None:
                    self._key_by_id.pop(number, None)
        self._unsettled.clear()

    def _remember(self, number: int, key: AssetKey) -> None:
        self._id_by_key[key] = number
        self._key_by_id[number] = key
