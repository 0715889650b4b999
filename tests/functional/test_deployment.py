"""The manifest of the README: its form, and that its parts fit each other and the settings."""

from __future__ import annotations

import re

import yaml

from graphmat.loading.settings import IN_ENVIRONMENT, PREFIX


def manifests(root):
    """The documents of the README's manifest."""
    text = (root / "README.md").read_text()
    block = next(b for b in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "kind: Job" in b)
    return list(yaml.safe_load_all(block))


def test_the_kubernetes_manifest_has_what_kubernetes_requires(root):
    """Each object has its required fields, and each selector finds what it is to find."""
    found = manifests(root)
    assert [each["kind"] for each in found] == ["Job", "Service", "Deployment", "Deployment"]
    versions = {"Job": "batch/v1", "Service": "v1", "Deployment": "apps/v1"}
    labels = []
    for each in found:
        assert each["apiVersion"] == versions[each["kind"]]
        assert re.fullmatch(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", each["metadata"]["name"])
        if each["kind"] == "Service":
            continue
        template = each["spec"]["template"]
        for container in template["spec"]["containers"]:
            assert {"name", "image", "command"} <= container.keys()
            assert all(isinstance(word, str) for word in container["command"])
        if each["kind"] == "Deployment":
            assert each["spec"]["selector"]["matchLabels"] == template["metadata"]["labels"]
            labels.append(template["metadata"]["labels"])
    assert found[0]["spec"]["template"]["spec"]["restartPolicy"] in {"Never", "OnFailure"}
    assert found[1]["spec"]["selector"] in labels


def test_the_manifest_sets_what_there_is_to_set(root):
    """Its variables are settings, and the scheduler's address is that of the service."""
    job, service, *_ = manifests(root)
    (container,) = job["spec"]["template"]["spec"]["containers"]
    variables = {each["name"]: each.get("value") for each in container["env"]}
    assert {name.removeprefix(PREFIX).lower() for name in variables} <= set(IN_ENVIRONMENT)
    port = service["spec"]["ports"][0]["port"]
    assert variables["GRAPHMAT_DASK"] == f"tcp://{service['metadata']['name']}:{port}"
