"""Which PostgreSQL addresses keep what is written to themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderveil.core.databaseurl import is_private_line
from orderveil.core.errors import BadConfiguration
from orderveil.core.settings import read_settings
from orderveil.core.standins import refuse_in_production
from tests.core.test_standins import SOUND

FULL = "sslmode=verify-full&sslrootcert=/etc/orderveil/db-ca.pem"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:///orders", "postgresql://u@/orders?host=/run/postgresql", "postgresql://u@%2Frun%2Fpg/orders",
        "postgresql://localhost/orders", "postgresql://u:p@127.0.0.1:5433/orders", "postgresql://u@[::1]:5433/orders",
        f"postgresql://u@db.shop.com/orders?{FULL}", f"postgres://u@db1.shop.com,db2.shop.com:5433/orders?{FULL}",
        "postgresql://db.shop.com/orders?sslmode=verify-full&sslrootcert=system",
    ],
)  # fmt: skip
def test_a_line_of_this_machine_or_one_that_proves_its_name_is_private(url: str) -> None:
    assert is_private_line(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u@db.shop.com/orders",
        *(f"postgresql://u@db.shop.com/o?sslmode={mode}&sslrootcert=/ca.pem"
          for mode in ("disable", "allow", "prefer", "require", "verify-ca")),
        "postgresql://u@db.shop.com/orders?sslmode=verify-full",  # whose word is taken must be named
        "postgresql://localhost,db.shop.com/orders", "postgresql://localhost/o?hostaddr=203.0.113.7",
        "postgresql:///orders?host=db.shop.com", "postgresql://u@[2001:db8::7]:5432/orders",
        "postgresql://u@127.0.0.1.shop.com/orders", f"postgresql://db.shop.com/o?{FULL}&sslmode=prefer",
    ],
)  # fmt: skip
def test_any_other_is_not_and_production_refuses_it(url: str) -> None:
    assert not is_private_line(url)
    with pytest.raises(BadConfiguration) as caught:
        refuse_in_production(read_settings(SOUND | {"DATABASE_URL": url}, Path("/srv")))
    assert (caught.value.reason, caught.value.place) == ("setup:insecure", "DATABASE_URL")
