"""The software bill of materials (CycloneDX 1.6): every library of a release, with version, hashes and licence."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from importlib.metadata import Distribution
from typing import TYPE_CHECKING, Any, Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from building.distributions import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cyclonedx.model.license import License

_ENTRY: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)([^\n]*)\n((?:    --hash[^\n]+\n?)+)", re.MULTILINE)
_HASH: Final = re.compile(r"sha256:([0-9a-f]{64})")
_LICENCES: Final = LicenseFactory()
# The classifiers of libraries that state no SPDX expression.
_CLASSIFIERS: Final = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-2.1-or-later",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def bill_of_materials(requirements: str, project: Component, seconds: int, folders: Sequence[Path]) -> str:
    """Return the bill of materials of a release as JSON; the same requirements give the same text.

    Args:
        requirements: versions and hashes of all libraries.
        project: what the release is.
        seconds: its time, since 1970.
        folders: where the libraries are installed, for their licences; those for other systems are in none.

    Raises:
        ReleaseError: the document is not valid.
    """
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"{project.purl}\n{requirements}"))
    bom.metadata.timestamp = datetime.fromtimestamp(seconds, UTC)
    bom.metadata.component = project
    components = list(_components(requirements, folders))
    bom.components.update(components)
    bom.register_dependency(project, components)
    text: str = JsonV1Dot6(bom).output_as_string(indent=2)
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ReleaseError(f"the bill of materials is not valid: {fault}")
    return text + "\n"


def project_component(version: str) -> Component:
    """The program itself."""
    return Component(
        name="podcast-from-a-folder",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="podcast-from-a-folder",
        purl=PackageURL("pypi", None, "podcast-from-a-folder", version),
        licenses=[_LICENCES.make_from_string("GPL-3.0-or-later")],
    )


def _components(requirements: str, folders: Sequence[Path]) -> Iterator[Component]:
    for name, version, condition, hashes in _ENTRY.findall(requirements):
        yield Component(
            name=name,
            version=version,
            type=ComponentType.LIBRARY,
            scope=ComponentScope.OPTIONAL if ";" in condition else ComponentScope.REQUIRED,  # on some systems only
            bom_ref=f"{name}=={version}",
            purl=PackageURL("pypi", None, name, version),
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in _HASH.findall(hashes)],
            licenses=_licences(name, folders),
        )


def _licences(name: str, folders: Sequence[Path]) -> list[License]:
    """The licence of an installed library: its SPDX expression, else what its classifiers say."""
    library = _installed(name, folders)
    if library is None:
        return []
    metadata: Any = library.metadata  # an email.message.Message
    expression = metadata.get("License-Expression")
    names = [line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier") or () if "License ::" in line]
    if not expression:
        spdx = [_CLASSIFIERS[name] for name in names if name in _CLASSIFIERS]
        expression = " OR ".join(spdx) or metadata.get("License", "").partition("\n")[0]
    return [_LICENCES.make_from_string(expression)] if expression else []


def _installed(name: str, folders: Sequence[Path]) -> Distribution | None:
    return next(iter(Distribution.discover(name=name, path=[str(folder) for folder in folders])), None)
