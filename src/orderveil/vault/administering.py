"""Acts on the installation itself: shops, source secrets, keys, modes, bypasses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from orderveil.core.errors import Malformed
from orderveil.core.fields import FIELDS
from orderveil.core.hop import HOPS, Hop
from orderveil.core.sealing import open_field, seal_field
from orderveil.ledger.acts import Act as Did
from orderveil.ledger.entries import Entry
from orderveil.store.database import Transaction
from orderveil.vault import messages as m
from orderveil.vault.apikeys import ApiKeys
from orderveil.vault.grants import Actor
from orderveil.vault.interior import BYPASS_COLUMNS, SHOP_COLUMNS, Interior, Shop
from orderveil.vault.keyring.marks import Mark
from orderveil.vault.modes import Modes, Taken, count_shadow
from orderveil.vault.rowcodes import Table
from orderveil.vault.writer import Group

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_NO_ORDER = b"\0" * 16


_COUNT = "SELECT shop, COUNT(*) FROM orders GROUP BY shop"


class Administering:
    """Changes what the installation is made of; each change is recorded."""

    def __init__(self, interior: Interior, modes: Modes, keys: ApiKeys) -> None:
        self._in = interior
        self._modes = modes
        self._keys = keys

    def put_shop(self, tx: Transaction, request: m.PutShop, actor: Actor, group: Group) -> m.Done:
        """Make a shop, or change one."""
        for place in ("shop", "tenant", "brand"):
            if not _NAME.fullmatch(getattr(request, place)):
                raise Malformed("a name is lower-case letters, digits and hyphens, at most 63", place=place)
        if not re.fullmatch(r"[A-Z]{2}", request.country):
            raise Malformed("a country is its two letters, such as IN", place="country")
        row = tx.one("SELECT no, tenant FROM shops WHERE shop = ?", (request.shop,))
        known = {shop.shop for shop in self._in.shops.all()}  # the row of one that is not may say anything
        if row is not None and row[1] != request.tenant and request.shop in known:
            raise Malformed("a shop stays with its tenant: its record lies in that tenant's ledger", place="tenant")
        number = row[0] if row is not None else tx.one("SELECT COALESCE(MAX(no), 0) + 1 FROM shops", ())[0]  # type: ignore[index]
        shop = Shop(
            number, request.shop, request.tenant, request.brand, request.name or request.shop, request.country,
            request.warehouses,
        )  # fmt: skip
        tx.execute(
            f"INSERT INTO shops ({SHOP_COLUMNS}, code) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (no) DO UPDATE SET tenant = excluded.tenant, brand = excluded.brand, name = excluded.name, "
            "country = excluded.country, warehouses = excluded.warehouses, code = excluded.code",
            (*shop.cells(), self._in.codes.code(Table.SHOPS, *shop.cells())),
        )
        if row is None:
            self._modes.begin(tx, shop)
        self._record(tx, Did.INTAKE_SHOP_STORED, shop, actor, group)
        group.after.append(lambda: self._put(shop, is_new=row is None))
        return m.Done()

    def _put(self, shop: Shop, *, is_new: bool) -> None:
        if is_new:
            for hop in HOPS:
                self._modes.keep(shop, hop, Taken())
        self._in.shops.put(shop)

    def list_shops(self, request: m.ListShops, actor: Actor) -> m.ShopRows:
        """Return every shop with the number of its orders, or with whether it has any."""
        with self._in.database.reading() as tx:
            query = "SELECT no, EXISTS (SELECT 1 FROM orders WHERE orders.shop = shops.no) FROM shops"
            counts: dict[int, int] = dict(tx.all(_COUNT if request.is_counted else query))
        return m.ShopRows(
            [
                m.ShopRow(
                    shop.shop, shop.tenant, shop.brand, shop.name, shop.country, shop.warehouses,
                    int(counts.get(shop.no, 0)),
                )
                for shop in self._in.shops.all()
            ]
        )  # fmt: skip

    # ---- source secrets

    def put_secret(self, tx: Transaction, request: m.PutSourceSecret, actor: Actor, group: Group) -> m.Done:
        """Store a secret, sealed; those before it stay valid until the time given, else end now."""
        shop = self._in.shops.of(request.shop)
        if request.kind not in ("signing", "api") or not request.secret:
            raise Malformed("a secret is of kind signing or api, and not empty", place="kind")
        until = request.keep_old_until_ms if request.keep_old_until_ms is not None else group.now_ms
        ending = "shop = ? AND source = ? AND kind = ? AND (until IS NULL OR until > ?)"
        place = (shop.no, request.source, request.kind, until)
        rows = tx.all(f"SELECT sealed FROM source_secrets WHERE {ending}", place)
        marks = [Mark(_secret_mark(row[0]), max(1, until)) for row in rows]
        group.after.append(lambda: self._in.keys.marks.write(marks))
        tx.execute(f"UPDATE source_secrets SET until = ? WHERE {ending}", (until, *place))
        key = self._in.keys.named("source-secrets")
        label = _secret_label(shop, request.source, request.kind)
        sealed = seal_field(key, request.secret.encode(), order=_NO_ORDER, field=label, version=0)
        tx.execute(
            "INSERT INTO source_secrets (shop, source, kind, sealed, made_at) VALUES (?, ?, ?, ?, ?)",
            (shop.no, request.source, request.kind, sealed, group.now_ms),
        )
        if self._in.clock.is_steady():
            tx.execute("DELETE FROM source_secrets WHERE until IS NOT NULL AND until <= ?", (group.now_ms,))
        detail = {"source": request.source, "kind": request.kind}
        self._record(tx, Did.INTAKE_SECRET_STORED, shop, actor, group, detail=detail)
        return m.Done()

    def lease_secrets(self, request: m.GetSourceSecrets, actor: Actor) -> m.SourceSecrets:
        """Return the secrets that are valid now, newest first."""
        shop, now = self._in.shops.of(request.shop), self._in.clock.latest_ms()
        with self._in.database.reading() as tx:
            rows = tx.all(
                "SELECT sealed FROM source_secrets WHERE shop = ? AND source = ? AND kind = ? "
                "AND (until IS NULL OR until > ?) ORDER BY id DESC",
                (shop.no, request.source, request.kind, now),
            )
        marks = self._in.keys.marks.of_many([_secret_mark(row[0]) for row in rows])
        if any(marks.get(_secret_mark(row[0]), now + 1) <= now for row in rows):
            self._in.codes.alarm(Table.SECRETS, shop.shop, request.source)  # one that ended was put back
        rows = [row for row in rows if marks.get(_secret_mark(row[0]), now + 1) > now]
        key = self._in.keys.named("source-secrets")
        label = _secret_label(shop, request.source, request.kind)
        opened = [open_field(key, bytes(row[0]), order=_NO_ORDER, field=label, version=0) for row in rows]
        return m.SourceSecrets([secret.decode() for secret in opened])

    # ---- partners' keys

    def issue_key(self, tx: Transaction, request: m.IssueKey, actor: Actor, group: Group) -> m.KeyIssued:
        """Make a key for a partner."""
        key, issued = self._keys.issue(tx, request, self._in.shops, group.now_ms)
        shop = self._in.shops.of(key.shop)
        self._record(tx, Did.PARTNERS_KEY_ISSUED, shop, actor, group, hop=key.hop, detail={"key": key.id})
        group.after.append(lambda: self._keys.keep(key))
        return issued

    def revoke_key(self, tx: Transaction, request: m.RevokeKey, actor: Actor, group: Group) -> m.Done:
        """End a key at once."""
        key = self._keys.revoke(tx, request.id, group.now_ms)
        shop = self._in.shops.of(key.shop)
        self._record(tx, Did.PARTNERS_KEY_REVOKED, shop, actor, group, hop=key.hop, detail={"key": key.id})
        group.after.append(lambda: self._keys.keep(key))
        return m.Done()

    def list_keys(self, request: m.ListKeys, actor: Actor) -> m.KeyRows:
        """Return every key, never its token."""
        return m.KeyRows(self._keys.rows())

    def check_key(self, request: m.CheckKey, actor: Actor) -> m.KeyChecked:
        """Return what the presented key may do."""
        assert actor.key is not None
        return m.KeyChecked(self._keys.row(actor.key))

    # ---- modes

    def set_mode(self, tx: Transaction, request: m.SetMode, actor: Actor, group: Group) -> m.Done:
        """Put a hop to a mode."""
        shop = self._in.shops.of(request.shop)
        taken = self._modes.set(tx, shop, request.hop, (request.mode, request.percent), group.now_ms)
        return self._moded(tx, Did.CONTROLS_MODE_CHANGED, (shop, request.hop, taken), actor, group)

    def roll_back_mode(self, tx: Transaction, request: m.RollBackMode, actor: Actor, group: Group) -> m.Done:
        """Put a hop back to the mode before."""
        shop = self._in.shops.of(request.shop)
        taken = self._modes.roll_back(tx, shop, request.hop, group.now_ms)
        return self._moded(tx, Did.CONTROLS_MODE_ROLLED_BACK, (shop, request.hop, taken), actor, group)

    def _moded(self, tx: Transaction, act: Did, change: tuple[Shop, str, Taken], actor: Actor, group: Group) -> m.Done:
        shop, hop, taken = change
        counts: dict[str, int] = {"percent": taken.percent} if taken.percent is not None else {}
        self._record(tx, act, shop, actor, group, hop=hop, detail={"mode": taken.mode}, counts=counts)
        group.after.append(lambda: self._modes.keep(shop, hop, taken))
        return m.Done(text=taken.mode)

    def get_modes(self, request: m.GetModes, actor: Actor) -> m.Modes:
        """Return how far each hop has been taken up, with what flows past the relay."""
        with self._in.database.reading() as tx:
            rows = self._modes.rows(tx, self._in.shops, request.shop)
            passing = tx.all(
                f"SELECT {BYPASS_COLUMNS} FROM bypasses WHERE until IS NULL OR until > ?", (self._in.now_ms(),)
            )
        found = [
            m.BypassRow(shop.shop, row[1], row[2], tuple(row[3].split()))
            for shop, row in self._in.bypasses(passing)
        ]
        return m.Modes(rows, [row for row in found if request.shop in (None, row.shop)])

    def record_shadow(self, tx: Transaction, request: m.RecordShadow, actor: Actor, group: Group) -> m.Done:
        """Count what a hop was sent past the relay, by name of field."""
        shop = self._in.shops.of(request.shop)
        _check_hop(request.hop)
        _check_names(request.sent)
        if actor.key is not None:
            self._keys.spend(actor.key, 1, group.now_ms)
        count_shadow(tx, (shop, request.hop), request.sent, (), group.now_ms)
        self._record(
            tx, Did.CONTROLS_SHADOW_RECORDED, shop, actor, group, hop=request.hop, fields=tuple(sorted(request.sent))
        )
        return m.Done({"fields": len(request.sent)})

    def record_bypass(self, tx: Transaction, request: m.RecordBypass, actor: Actor, group: Group) -> m.Done:
        """Remember a connector that goes past the relay, or that it ended (`until_ms`)."""
        shop = self._in.shops.of(request.shop)
        _check_hop(request.hop)
        _check_names(request.fields)
        if not _NAME.fullmatch(request.connector):
            raise Malformed("a connector's name is lower-case letters, digits and hyphens", place="connector")
        row = tx.one(
            "SELECT since FROM bypasses WHERE shop = ? AND hop = ? AND connector = ?",
            (shop.no, request.hop, request.connector),
        )
        since = int(row[0]) if row is not None else group.now_ms
        cells = (request.hop, request.connector, " ".join(sorted(request.fields)), since, request.until_ms)
        tx.execute(
            f"INSERT INTO bypasses ({BYPASS_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shop, hop, connector) "
            "DO UPDATE SET fields = excluded.fields, until = excluded.until, code = excluded.code",
            (shop.no, *cells, self._in.codes.code(Table.BYPASSES, shop.shop, *cells)),
        )
        self._record(
            tx, Did.CONTROLS_BYPASS_RECORDED, shop, actor, group, hop=request.hop,
            fields=tuple(sorted(request.fields)), detail={"connector": request.connector},
        )  # fmt: skip
        return m.Done()

    def _record(self, tx: Transaction, act: Did, shop: Shop, actor: Actor, group: Group, **more: object) -> None:
        entry = Entry(
            act=act, at_ms=group.now_ms, tenant=shop.tenant, actor=actor.name, shop=shop.shop, **more  # type: ignore[arg-type]
        )  # fmt: skip
        self._in.record(tx, group, entry)


def _check_hop(hop: str) -> None:
    if hop not in set(Hop):
        raise Malformed("there is no such hop", place="hop")


def _check_names(names: Iterable[str]) -> None:
    for number, name in enumerate(names):
        if name not in FIELDS:
            raise Malformed("not a field of the vocabulary; see docs/spec/fields.md", place=f"[{number}]")


def _secret_label(shop: Shop, source: str, kind: str) -> str:
    return f"source-secret/{shop.shop}/{source}/{kind}"


def _secret_mark(sealed: bytes) -> str:
    """Return the name of the mark that says until when a secret is valid: by what lies sealed, which nobody repeats."""
    return f"secret:{hashlib.sha256(bytes(sealed)).hexdigest()[:32]}"
