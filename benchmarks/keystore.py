"""What sealing and the key store cost: `python -m benchmarks.keystore [--orders 200000]`.

Medians over batches, on a real file with every commit on disk. The last block measures what intake
feels of a purge that rewraps beside it, since rotation without a pause is the promise.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from orderveil.core.fields import RetentionClass
from orderveil.core.sealing import new_key, open_fields, seal_fields
from orderveil.vault.keyring.keystore import KeyStore
from orderveil.vault.keyring.roots import file_root

BATCH = 500
MICRO = 1e6


def tell(what: str, value: float, unit: str) -> None:
    print(f"{what:<58} {value:>10.2f} {unit}")


def median_of(act: Callable[[], object], times: int) -> float:
    """Return the median duration of an act in microseconds."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return statistics.median(took) * MICRO


def sealing() -> None:
    key, order = new_key(), bytes(16)
    values = {f"field_{at}": b"x" * 30 for at in range(12)}
    sealed = seal_fields(key, values, order=order, version=1)
    tell("seal 12 fields of 30 bytes", median_of(lambda: seal_fields(key, values, order=order, version=1), 5000), "us")
    tell("open them", median_of(lambda: open_fields(key, sealed, order=order, version=1), 5000), "us")
    tell("sealed size of a field of 30 bytes", len(sealed["field_0"]), "bytes")


def making(keys: KeyStore, count: int) -> None:
    ids = [os.urandom(16) for _ in range(BATCH)]
    took = []
    for _ in range(count // BATCH):
        began = time.perf_counter()
        keys.create(ids)
        took.append((time.perf_counter() - began) / BATCH * MICRO)
    tell(f"create, batches of {BATCH}, per order", statistics.median(took), "us")
    tell("the same, last tenth of the batches", statistics.median(took[-max(1, len(took) // 10) :]), "us")
    tell("create, 1 order a commit", median_of(lambda: keys.create(ids[:1]), 300), "us")


def reading(keys: KeyStore, count: int) -> None:
    ns = iter(int.from_bytes(os.urandom(6), "big") % count + 1 for _ in range(10_000_000))
    keys.warm(buckets=4096)
    tell("keys_of a random order, its bucket cached", median_of(lambda: keys.keys_of(next(ns)), 5000), "us")

    def cold() -> None:
        keys._buckets.forget_all()
        keys.keys_of(next(ns))

    tell("keys_of a random order, nothing cached", median_of(cold, 2000), "us")
    many = list(range(1, BATCH + 1))
    tell(f"keys_of_many, {BATCH} in a row, per order", median_of(lambda: keys.keys_of_many(many), 50) / BATCH, "us")
    tell("named, cached", median_of(lambda: keys.named("ledger:main"), 5000), "us")


def ending(keys: KeyStore, count: int) -> None:
    doomed = list(range(1, count // 2, 7))
    tell("destroy whole orders, per order", timed(lambda: keys.destroy(doomed)) / len(doomed), "us")
    some = list(range(count // 2, count // 2 + 20_000))
    one = [RetentionClass.UNKNOWN]
    tell("destroy one class, per order", timed(lambda: keys.destroy(some, one)) / len(some), "us")
    began = time.perf_counter()
    felt: list[float] = []
    done = threading.Event()
    beside = threading.Thread(target=create_beside, args=(keys, done, felt))
    beside.start()
    report = keys.purge(replace_root=True)
    took = time.perf_counter() - began
    done.set()
    beside.join()
    tell("purge, orders rewrapped", report.orders_rewrapped, "")
    tell("purge, buckets rewrapped", report.buckets_rewrapped, "")
    tell("purge, with intake beside it", took, "s")
    felt.sort()
    tell("intake of 20 orders during the purge, median", statistics.median(felt) * 1e3, "ms")
    tell("the same, p99", felt[int(len(felt) * 0.99)] * 1e3, "ms")
    tell("the same, worst", felt[-1] * 1e3, "ms")
    tell("replace the root, nothing else due", timed(keys.rotate_root) / MICRO, "s")


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * MICRO


def create_beside(keys: KeyStore, done: threading.Event, felt: list[float]) -> None:
    ids = [os.urandom(16) for _ in range(20)]
    while not done.is_set():
        began = time.perf_counter()
        keys.create(ids)
        felt.append(time.perf_counter() - began)
        time.sleep(0.005)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=200_000)
    count = parser.parse_args().orders
    with tempfile.TemporaryDirectory(prefix="orderveil-bench-") as name:
        folder = Path(name)
        keys = KeyStore(folder / "home" / "vault" / "keys.db", file_root(folder / "keys"))
        sealing()
        making(keys, count)
        reading(keys, count)
        keys._file.cut_log()
        tell("key store's size, per order", (folder / "home" / "vault" / "keys.db").stat().st_size / count, "bytes")
        ending(keys, count)
        keys.close()
    tell("memory, highest", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB")


if __name__ == "__main__":
    main()
