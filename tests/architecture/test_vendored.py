"""What we ship of others is exactly what the manifest says: no file changed, none forgotten, every licence present."""

import hashlib
import json
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[2] / "app" / "web" / "static" / "vendor"
PACKAGES = json.loads((VENDOR / "manifest.json").read_text())


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["folder"])
def test_files_are_those_of_the_manifest(package):
    folder = VENDOR / package["folder"]
    found = {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }

    assert found == package["files"], "vendored files are never edited: take the release again and renew the manifest"


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["folder"])
def test_package_names_its_version_and_licence(package):
    assert package["folder"].endswith(f"-{package['version']}")
    assert package["licence"]
    assert any("LICENSE" in name for name in package["files"]), "ship the licence text with the files"


def test_every_folder_is_in_the_manifest():
    folders = {folder.name for folder in VENDOR.iterdir() if folder.is_dir()}

    assert folders == {package["folder"] for package in PACKAGES}
