"""What tests/benchmarks/network.py measured and wrote, with one thread; no person edits it."""

from typing import Any

NETWORK: dict[str, Any] = {
    "date": "2026-11-24",
    "machine": "AMD EPYC with 2 cores (Linux, load average 0.8 at the start)",
    "versions": "Python 3.11.7, numpy 2.4.6, torch 2.13.0+cpu, scikit-learn 1.9.1",
    "ratios": {
        "2-4-1, all 200 samples, float64": {
            "PyTorch": 8.471,
            "scikit-learn": 3.588,
            "plain loop": 1.707,
            "matrix products": 0.23,
        },
        "64-32-10, batch of 32, float64": {
            "PyTorch": 6.106,
            "scikit-learn": 4.274,
            "plain loop": 1.9,
            "matrix products": 0.284,
        },
        "784-256-128-10, batch of 128, float32": {
            "PyTorch": 1.321,
            "scikit-learn": 1.62,
            "plain loop": 1.114,
            "matrix products": 0.832,
        },
    },
    "profile": {
        "2-4-1, all 200 samples, float64": {
            "pick the batch": 0.009,
            "forward": 0.337,
            "loss": 0.213,
            "backward": 0.341,
            "update": 0.101,
        },
        "64-32-10, batch of 32, float64": {
            "pick the batch": 0.056,
            "forward": 0.43,
            "loss": 0.101,
            "backward": 0.329,
            "update": 0.085,
        },
        "784-256-128-10, batch of 128, float32": {
            "pick the batch": 0.041,
            "forward": 0.42,
            "loss": 0.016,
            "backward": 0.433,
            "update": 0.089,
        },
    },
}
