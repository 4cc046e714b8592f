"""Recovery codes: random enough, shown once, good once, kept as slow hashes; those of old seeds go on working."""

from __future__ import annotations

import base64
import json
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from orderveil.console.asking import ROOM
from orderveil.vault.messages import OperatorGrant, RoomGrant
from orderveil.vault.people_messages import ListPeople, OpenForPerson, PersonRows, SealedBytes, SealForPerson
from tests.console.serving import Served, code, serving
from tests.console.test_asvs_served import LONG, Asker, joined

SEED = "0123456789abcdef" * 5
# what the library itself makes of SEED (django-allauth 65.x): the first and the third are used below
OF_SEED = (
    "64942586", "03959085", "07990366", "16418492", "08962862", "26762693", "03257366", "85808163", "85026242",
    "60612046",
)  # fmt: skip
ADD_APP, SHOW, AGAIN = "/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/authenticate/"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder) as served:
        yield served
    shutil.rmtree(folder, ignore_errors=True)


def with_app(served: Served, name: str) -> tuple[Asker, list[str], str]:
    """Join and set up an app; return the asker, the recovery codes that were shown, and the app's secret."""
    asker = joined(served, name, LONG)
    asker.send("/accounts/login/", login=f"{name.lower()}@staff.example", password=LONG)
    asker.send("/accounts/reauthenticate/", password=LONG)
    page = asker.ask(ADD_APP).body  # each time it is asked for, it holds another secret
    found = re.search(r'id="authenticator_secret" value="(\w+)"', page)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    assert token is not None
    assert asker.ask(ADD_APP, {"csrfmiddlewaretoken": token[1], "code": code(found[1])}).status == 302
    return asker, shown(asker), found[1]


def shown(asker: Asker) -> list[str]:
    page = asker.ask(SHOW).body
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    return area[1].split() if area else []


def by_code(served: Served, name: str, typed: str) -> int:
    """Sign in by password and a code; 302 where it is right."""
    asker = Asker(served)
    assert asker.send("/accounts/login/", login=f"{name.lower()}@staff.example", password=LONG).status == 302
    return asker.send(AGAIN, code=typed).status


def rows(served: Served) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(served.settings.home / "data" / "console.db")) as store:
        found = store.execute("SELECT data FROM mfa_authenticator WHERE type = 'recovery_codes' ORDER BY id").fetchall()
    return [json.loads(row[0]) for row in found]


def test_codes_are_ten_of_sixty_bits_and_shown_once(served: Served) -> None:
    asker, codes, _ = with_app(served, "Asha")
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){2}", one) for one in codes)  # 32 ** 12
    assert len(set("".join(codes)) - {"-"}) > 16
    assert shown(asker) == []
    assert not any(one in asker.ask(SHOW).body for one in codes)


def test_a_code_is_good_once_however_it_is_typed(served: Served) -> None:
    _, codes, _ = with_app(served, "Ben")
    assert by_code(served, "Ben", codes[0].upper().replace("-", " ").replace("0", "O").replace("1", "L")) == 302
    assert by_code(served, "Ben", codes[0]) == 200
    assert by_code(served, "Ben", codes[1][:-1]) == 200
    assert by_code(served, "Ben", codes[9]) == 302


def test_what_is_kept_is_sealed_slow_hashes(served: Served) -> None:
    _, codes, _ = with_app(served, "Chitra")
    data = rows(served)[-1]
    assert set(data) == {"sealed"}
    person, _, content = data["sealed"].partition(":")
    grant = RoomGrant(ROOM, (served.settings.home / "run" / "rooms" / ROOM).read_text().strip())
    asked = OpenForPerson(grant, person, "factor", base64.b64decode(content))
    kept = json.loads(served.vault.ask(asked, SealedBytes).content)
    assert set(kept) == {"salt", "hashes"}
    assert len(base64.b64decode(kept["salt"])) >= 4  # 32 bits; here 128
    assert {len(base64.b64decode(one)) for one in kept["hashes"]} == {32}
    for file in (served.settings.home / "data").glob("console.db*"):
        content = file.read_bytes()
        assert not any(one.encode() in content or one.replace("-", "").encode() in content for one in codes)


def test_codes_put_beside_another_account_open_nothing(served: Served) -> None:
    _, codes, _ = with_app(served, "Dev")
    with_app(served, "Esha")
    with closing(sqlite3.connect(served.settings.home / "data" / "console.db")) as store, store:
        mine, theirs = store.execute(
            "SELECT id FROM mfa_authenticator WHERE type = 'recovery_codes' ORDER BY id DESC LIMIT 2"
        ).fetchall()[::-1]
        store.execute(
            "UPDATE mfa_authenticator SET data = (SELECT data FROM mfa_authenticator WHERE id = ?) WHERE id = ?",
            (mine[0], theirs[0]),
        )
    assert by_code(served, "Esha", codes[2]) == 200


def plant_seed(served: Served, name: str) -> None:
    """Put back what an older version kept: a sealed seed, and which codes were used."""
    listed = served.vault.ask(ListPeople(OperatorGrant()), PersonRows).rows
    person = next(row.person for row in listed if row.name == name)
    grant = RoomGrant(ROOM, (served.settings.home / "run" / "rooms" / ROOM).read_text().strip())
    sealed = served.vault.ask(SealForPerson(grant, person, "factor", SEED.encode()), SealedBytes).content
    data = {"seed": f"{person}:{base64.b64encode(sealed).decode()}", "used_mask": 0b101}
    with closing(sqlite3.connect(served.settings.home / "data" / "console.db")) as store, store:
        store.execute(
            "UPDATE mfa_authenticator SET data = ? WHERE type = 'recovery_codes' AND user_id = "
            "(SELECT id FROM accounts_account WHERE person = ?)",
            (json.dumps(data), person),
        )


def test_codes_of_a_seed_go_on_working_and_the_seed_is_let_go(served: Served) -> None:
    with_app(served, "Farah")
    plant_seed(served, "Farah")
    assert by_code(served, "Farah", OF_SEED[0]) == 200  # used before
    assert by_code(served, "Farah", OF_SEED[1]) == 302
    assert by_code(served, "Farah", OF_SEED[1]) == 200
    assert all("seed" not in row for row in rows(served))


def test_at_the_next_start_no_seed_is_left() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder) as served:
        with_app(served, "Gita")
        plant_seed(served, "Gita")
        assert any("seed" in row for row in rows(served))
    with serving(folder) as served:
        assert all(set(row) == {"sealed"} for row in rows(served))
        assert by_code(served, "Gita", OF_SEED[2]) == 200
        assert [by_code(served, "Gita", one) for one in OF_SEED[7:9]] == [302, 302]
    shutil.rmtree(folder, ignore_errors=True)


def test_a_code_of_another_half_minute_is_refused() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder, ORDERVEIL_TOTP_STEPS="") as served:
        for name in ("Hari", "Indu", "Jaya"):  # again where a half minute ended meanwhile
            began, given = int(time.time() // 30), []
            with suppress(AssertionError):
                _, _, secret = with_app(served, name)
                given = [by_code(served, name, code(secret, (began + after) * 30)) for after in (-1, 1, 2, 0)]
            if int(time.time() // 30) == began:
                break
        assert given == [200, 200, 200, 200]  # others' codes, and the one that set the app up
    shutil.rmtree(folder, ignore_errors=True)


def test_a_code_of_an_app_signs_in_once(served: Served) -> None:
    _, _, secret = with_app(served, "Kiran")
    later = time.time() + 30
    assert by_code(served, "Kiran", code(secret, later)) == 302
    assert by_code(served, "Kiran", code(secret, later)) == 200


def stored(served: Served) -> dict[str, int]:
    """Return the keys of stored sessions, with 1 for those that ended by age."""
    with closing(sqlite3.connect(served.settings.home / "data" / "console.db")) as store:
        return dict(store.execute("SELECT session_key, expire_date < datetime('now') FROM django_session").fetchall())


def test_sessions_that_ended_are_not_kept() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ov-", dir="/tmp"))
    with serving(folder) as served:
        joined(served, "Asha", LONG).send("/accounts/login/", login="asha@staff.example", password=LONG)
        asker = Asker(served)
        asker.send("/accounts/login/", login="asha@staff.example", password=LONG)
        assert len(stored(served)) == 2
        living = asker.cookies["ov_console"]
        with closing(sqlite3.connect(served.settings.home / "data" / "console.db")) as store, store:
            store.execute(
                "UPDATE django_session SET expire_date = datetime('now', '-1 hour') WHERE session_key != ?", (living,)
            )
        assert sorted(stored(served).values()) == [0, 1]
    with serving(folder) as served:
        assert stored(served) == {living: 0}
        assert asker.cookies["ov_console"] == living
    shutil.rmtree(folder, ignore_errors=True)
