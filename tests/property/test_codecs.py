"""What is written can be read again, as it was: events, data, metadata, records, errors."""

from __future__ import annotations

import json
import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from graphmat import errors
from graphmat.definitions.metadata import metadata_document, metadata_from_document, metadata_values
from graphmat.events import codec, kinds
from graphmat.events.model import Event
from graphmat.events.records import MaterializationRecord, OutputRecord, StoredObject
from graphmat.keys import AssetKey

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(
    sorted(value for name, value in vars(kinds).items() if name.isupper() and type(value) is str)
)
KEYS = st.builds(AssetKey, st.lists(TEXT, min_size=1, max_size=3))
EVENTS = st.builds(
    Event,
    KINDS,
    TEXT,
    st.floats(0, 4e9),
    st.none() | TEXT,
    st.none() | KEYS,
    st.none() | TEXT,
    TEXT,
    st.dictionaries(TEXT, JSON, max_size=4),
    st.integers(0, 2**40),
)


@settings(max_examples=150)
@given(EVENTS)
def test_an_event_survives_its_document(event):
    """An event that was written as a document, as JSON text, and read again is the same."""
    text = json.dumps(codec.event_document(event), allow_nan=False)

    assert codec.event_from_document(json.loads(text)) == event


@settings(max_examples=50)
@given(EVENTS)
def test_an_event_survives_pickling(event):
    """An event that went from one process to another is the same."""
    assert pickle.loads(pickle.dumps(event)) == event


@settings(max_examples=100)
@given(st.dictionaries(TEXT, JSON, max_size=4))
def test_the_data_of_an_event_survives_the_log(data):
    """The data of an event is the same after it was stored as text."""
    text = codec.encode_data(data)

    assert codec.decode_data(text) == data
    assert (text == "") == (not data)


@settings(max_examples=100)
@given(
    st.dictionaries(
        TEXT,
        TEXT
        | st.integers()
        | st.floats(allow_nan=False)
        | st.booleans()
        | st.none()
        | st.lists(JSON, max_size=3),
        max_size=4,
    )
)
def test_metadata_survives_its_document(metadata):
    """Metadata that was recorded as JSON and read again has the same kinds and values."""
    text = json.dumps(metadata_document(metadata))

    assert metadata_from_document(json.loads(text)) == metadata_values(metadata)


@settings(max_examples=50)
@given(KEYS, st.none() | TEXT, TEXT, st.dictionaries(TEXT, JSON, max_size=2), st.booleans())
def test_records_survive_pickling(key, partition, text, metadata, is_expected):
    """What the log answers with is the same in another process."""
    stored = StoredObject(digest="ab" * 32, size_bytes=3)
    materialization = MaterializationRecord(
        id=7,
        asset_key=key,
        partition_key=partition,
        run_id=text,
        time=1.5,
        metadata=metadata,
        is_expected=is_expected,
        stored=stored,
    )
    output = OutputRecord(run_id=text, step_key=text, output_name="result", stored=stored)

    for record in (stored, materialization, output):
        assert pickle.loads(pickle.dumps(record)) == record


ERRORS = [
    value
    for value in vars(errors).values()
    if isinstance(value, type)
    and issubclass(value, errors.GraphmatError)
    and value is not errors.InvalidDefinitionsError
]


@settings(max_examples=80)
@given(
    st.sampled_from(ERRORS),
    TEXT,
    st.none() | TEXT,
    st.none() | st.builds(errors.SourceLocation, TEXT, st.integers(1, 999)),
    st.none() | TEXT,
)
def test_errors_keep_their_facts_in_another_process(kind, message, hint, location, code):
    """An error that crosses a process has its message, hint, place and code still."""
    error = kind(message, hint=hint, location=location, code=code)

    twin = pickle.loads(pickle.dumps(error))

    assert type(twin) is kind
    assert (str(twin), twin.hint, twin.location, twin.code) == (message, hint, location, code)
