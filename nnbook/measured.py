"""What tests/benchmarks/network.py measured and wrote, with one thread; no person edits it."""

from typing import Any

NETWORK: dict[str, Any] = {
    "date": "2026-11-25",
    "machine": "AMD EPYC with 2 cores (Linux, load average 1.7 at the start)",
    "versions": "Python 3.11.7, numpy 2.4.6, torch 2.13.0+cpu, scikit-learn 1.9.1",
    "ratios": {
        "2-4-1, all 200 samples, float64": {
            "PyTorch": 8.191,
            "scikit-learn": 3.473,
            "plain loop": 1.656,
            "matrix products": 0.236,
        },
        "64-32-10, batch of 32, float64": {
            "PyTorch": 5.994,
            "scikit-learn": 4.259,
            "plain loop": 1.862,
            "matrix products": 0.297,
        },
        "784-256-128-10, batch of 128, float32": {
            "PyTorch": 1.232,
            "scikit-learn": 1.444,
            "plain loop": 1.067,
            "matrix products": 0.859,
        },
    },
    "profile": {
        "2-4-1, all 200 samples, float64": {
            "pick the batch": 0.011,
            "forward": 0.337,
            "loss": 0.207,
            "backward": 0.338,
            "update": 0.107,
        },
        "64-32-10, batch of 32, float64": {
            "pick the batch": 0.037,
            "forward": 0.433,
            "loss": 0.097,
            "backward": 0.341,
            "update": 0.091,
        },
        "784-256-128-10, batch of 128, float32": {
            "pick the batch": 0.025,
            "forward": 0.43,
            "loss": 0.009,
            "backward": 0.48,
            "update": 0.057,
        },
    },
}
