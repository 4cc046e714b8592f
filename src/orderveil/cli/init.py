"""`init`: makes an installation: its home, its root key outside of it, one shop, and a profile's contracts.

A profile is a folder of overlays that only narrow what the built-in contracts give, and a few
defaults. It is copied into the home, so that what holds stands in files that people can read and change.
"""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from orderveil.cli.asking import make_shop_unless_there, settings, the_vault
from orderveil.cli.options import DEFAULT_SHOP, AsJson, Shop
from orderveil.cli.serve import shout
from orderveil.cli.showing import print_facts, print_json, say
from orderveil.core.errors import BadConfiguration
from orderveil.core.settings import Settings

DEFAULT_PROFILE = "india-d2c"
_PROFILES = files("orderveil.cli") / "profiles"
_MANIFEST = "profile.toml"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile says: where its shop sells, and which overlays it brings."""

    name: str
    why: str
    country: str
    overlays: tuple[str, ...]


def profile_names() -> list[str]:
    """Return the profiles that come with the relay."""
    return sorted(one.name for one in _PROFILES.iterdir() if one.is_dir() and (one / _MANIFEST).is_file())


def read_profile(name: str) -> Profile:
    """Return a profile. Raises BadConfiguration naming those there are."""
    if name not in profile_names():
        raise BadConfiguration(f"there is no such profile; there are {', '.join(profile_names())}", place="--profile")
    folder = _PROFILES / name
    told = tomllib.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    overlays = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml") and one.name != _MANIFEST)
    return Profile(name, told["why"], told["country"], tuple(overlays))


def init(
    profile: Annotated[
        str, typer.Option("--profile", metavar="NAME", help="What the installation begins with.")
    ] = DEFAULT_PROFILE,
    shop: Shop = DEFAULT_SHOP,
    as_json: AsJson = False,
) -> None:
    """Make an installation, or complete one. What is there already is left as it is."""
    found = settings()
    chosen = read_profile(profile)
    is_new = not found.home.exists()
    copied = _copy_overlays(chosen, found)
    with the_vault(found) as vault:
        made = make_shop_unless_there(vault, shop, chosen.country)
    if as_json:
        print_json(
            {
                "home": str(found.home),
                "keys": str(found.keys),
                "profile": chosen.name,
                "shop": shop,
                "made": {"home": is_new, "shop": made, "contracts": copied},
            }
        )
        return
    print_facts(
        {
            "home": f"{found.home}{' (made)' if is_new else ''}",
            "root key": f"{found.keys}: back it up apart from the home; without it nothing opens",
            "profile": f"{chosen.name}: {chosen.why}",
            "shop": f"{shop}, {chosen.country}{' (made)' if made else ''}",
        }
    )
    say("next: orderveil ingest shopify FILE, orderveil keys secret shopify, orderveil serve; orderveil doctor checks")
    shout(found)


def _copy_overlays(profile: Profile, to: Settings) -> list[str]:
    """Copy the profile's overlays that are not there yet; return their names."""
    to.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = to.home / "contracts"
    folder.mkdir(mode=0o700, exist_ok=True)
    missing = [name for name in profile.overlays if not (folder / name).exists()]
    with as_file(_PROFILES / profile.name) as origin:
        for name in missing:
            shutil.copyfile(Path(origin) / name, folder / name)
    return missing
