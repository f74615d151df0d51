"""What tests/benchmarks/network.py measured and wrote, with one thread; no person edits it."""

from typing import Any

NETWORK: dict[str, Any] = {
    "date": "2026-11-25",
    "machine": "AMD EPYC with 2 cores (Linux, load average 2.6 at the start)",
    "versions": "Python 3.11.7, numpy 2.4.6, torch 2.13.0+cpu, scikit-learn 1.9.1",
    "ratios": {
        "2-4-1, all 200 samples, float64": {
            "PyTorch": 8.366,
            "scikit-learn": 3.473,
            "plain loop": 1.648,
            "matrix products": 0.231,
        },
        "64-32-10, batch of 32, float64": {
            "PyTorch": 6.131,
            "scikit-learn": 4.266,
            "plain loop": 1.851,
            "matrix products": 0.282,
        },
        "784-256-128-10, batch of 128, float32": {
            "PyTorch": 1.25,
            "scikit-learn": 1.521,
            "plain loop": 1.084,
            "matrix products": 0.846,
        },
    },
    "profile": {
        "2-4-1, all 200 samples, float64": {
            "pick the batch": 0.01,
            "forward": 0.336,
            "loss": 0.21,
            "backward": 0.339,
            "update": 0.105,
        },
        "64-32-10, batch of 32, float64": {
            "pick the batch": 0.041,
            "forward": 0.433,
            "loss": 0.101,
            "backward": 0.336,
            "update": 0.089,
        },
        "784-256-128-10, batch of 128, float32": {
            "pick the batch": 0.024,
            "forward": 0.43,
            "loss": 0.009,
            "backward": 0.477,
            "update": 0.06,
        },
    },
}
