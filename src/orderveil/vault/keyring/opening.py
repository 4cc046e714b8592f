"""Which root the settings name: a file, a transit server, or both while one takes the other's place."""

from __future__ import annotations

from orderveil.core.errors import BadConfiguration
from orderveil.core.settings import Settings
from orderveil.vault.keyring.movingroot import MovingRoot
from orderveil.vault.keyring.rootfile import RootFile
from orderveil.vault.keyring.roots import FileRoot, Root, Step, no_step


def open_root(settings: Settings, *, may_create: bool, on_step: Step = no_step) -> Root:
    """Return the root that the settings name.

    `may_create`: only where no key store exists yet. A new root beside an old key store would hide
    that the old root is lost. Where the settings name a transit server and there is still a root in a
    file, both open, and the next replacement of the root ends the file (vault/keyring/movingroot.py).
    """
    file = RootFile(settings.keys, home=settings.home, on_step=on_step)
    if settings.root_key == "file":
        if may_create:
            file.create()
        return FileRoot(file)
    if not settings.root_key.startswith("transit:"):
        raise BadConfiguration("must be file, or transit:URL#mount/key", place="ORDERVEIL_ROOT_KEY")
    from orderveil.vault.keyring.transit import open_transit  # the HTTP client is loaded by those alone who use it

    if not file.is_there():
        return open_transit(settings, may_create=may_create)
    file.settle()
    new = open_transit(settings, may_create=True)
    return MovingRoot(FileRoot(file), new) if file.is_there() else new
