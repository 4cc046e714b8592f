"""Counts for Prometheus. Labels come from closed lists of the program: routes, statuses, reasons.

Never a shop, a partner, a key, an order or anything else out of a request: whoever may watch the
relay's health shall not learn by it whose orders pass.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

BOUNDS_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_REASONS = 200  # a reason is a word of the program's own; the bound is for the day when one is not
Key = tuple[str, ...]


class Metrics(Collector):
    """Everything that is counted. Adding is a dictionary's step; shape is given when it is read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[Key] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._sums: Counter[str] = Counter()
        self._counts: dict[str, Counter[Key]] = {name: Counter() for name in COUNTS}
        self._gauges: dict[str, Callable[[], float]] = {}
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request. Called from the event loop alone."""
        self._requests[(route, method, str(status))] += 1
        buckets = self._buckets.get(route)
        if buckets is None:
            buckets = self._buckets.setdefault(route, [0] * (len(BOUNDS_SECONDS) + 1))
        buckets[bisect_left(BOUNDS_SECONDS, seconds)] += 1
        self._sums[route] += seconds  # type: ignore[assignment]  # a Counter of floats

    def count(self, name: str, *labels: str, by: int = 1) -> None:
        """Add to one of COUNTS. Safe between threads."""
        with self._lock:
            counter = self._counts[name]
            if labels not in counter and len(counter) >= _REASONS:
                labels = ("other",) * len(labels)
            counter[labels] += by

    def gauge(self, name: str, read: Callable[[], float]) -> None:
        """Show one of GAUGES, read at the moment of asking."""
        self._gauges[name] = read

    def text(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        return generate_latest(self._registry)

    def collect(self) -> Iterable[Metric]:
        """Called by the registry."""
        requests = CounterMetricFamily(
            "orderveil_gateway_requests", "Requests answered.", labels=("route", "method", "status")
        )
        for labels, value in list(self._requests.items()):
            requests.add_metric(labels, value)
        yield requests
        yield self._seconds()
        for name, (text, labels) in COUNTS.items():
            family = CounterMetricFamily(f"orderveil_{name}", text, labels=labels)
            for values, value in list(self._counts[name].items()):
                family.add_metric(values, value)
            if not labels and not self._counts[name]:
                family.add_metric((), 0)
            yield family
        for name, read in self._gauges.items():
            gauge = GaugeMetricFamily(f"orderveil_{name}", GAUGES[name])
            gauge.add_metric((), read())
            yield gauge

    def _seconds(self) -> Metric:
        family = HistogramMetricFamily(
            "orderveil_gateway_request_seconds", "Time from a request's head to its answer.", labels=("route",)
        )
        for route, buckets in list(self._buckets.items()):
            total, shown = 0, []
            for bound, count in zip((*map(str, BOUNDS_SECONDS), "+Inf"), buckets, strict=True):
                total += count
                shown.append((bound, total))
            family.add_metric((route,), shown, sum_value=self._sums[route])
        return family


COUNTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "access_log_dropped": ("Access log lines that could not be written in time.", ()),
    "bulk_streams": ("Streams of views, by how they ended.", ("outcome",)),
    "errors": ("Requests refused or failed, by reason.", ("reason",)),
    "ims_lines": ("Inventory lines checked, by verdict.", ("verdict",)),
    "ims_refused": ("Inventory lines refused, by reason.", ("reason",)),
    "intake_cut": ("Pieces of card data cut out of incoming orders.", ()),
    "intake_orders": ("Orders handed in, by what became of them.", ("status",)),
    "intake_unsigned": ("Webhooks whose signature was missing or wrong.", ()),
    "shipment_events": ("Shipment events, by what became of them.", ("status",)),
}

GAUGES: dict[str, str] = {
    "gateway_streams": "Streams of views under way.",
    "gateway_work": "Requests with a working thread, or in line for one.",
    "vault_ready": "1 where the vault said within the last seconds that all is well.",
}
