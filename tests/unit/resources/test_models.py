from __future__ import annotations

from pydantic import BaseModel

from graphmat.resources.env import EnvVar
from graphmat.resources.faults import ABSENT, ConfigCheck
from graphmat.resources.masking import Secrets
from graphmat.resources.models import FrozenModel, construct, note_secrets


class Login(FrozenModel):
    user: str
    password: str = ""


class Client(FrozenModel):
    login: Login


def test_construct_collects_what_pydantic_refuses() -> None:
    """Each of pydantic's faults is kept with the path of the field."""
    check = ConfigCheck()
    assert construct(Client, {"login": {"user": [], "password": 3}}, ("at",), check) is ABSENT
    assert [fault.path for fault in check.faults] == [
        ("at", "login", "user"),
        ("at", "login", "password"),
    ]


def test_secrets_of_nested_objects() -> None:
    """Secrets in objects held by objects are noted; references are not values."""
    secrets = Secrets()
    check = ConfigCheck(secrets=secrets)
    note_secrets(Client(login=Login(user="me", password="hunter2")), check)
    note_secrets(Login(user="me", password=EnvVar("PASSWORD_NAME")), check)
    assert secrets.mask("hunter2 PASSWORD_NAME") == "***** PASSWORD_NAME"


def test_other_pydantic_classes_may_be_held() -> None:
    """A field may hold a plain pydantic object, given in Python."""

    class Plain(BaseModel):
        n: int

    class Holder(FrozenModel):
        plain: Plain

    assert Holder(plain=Plain(n=1)).plain.n == 1
