"""What tests/benchmarks/network.py measured and wrote, with one thread; no person edits it."""

from typing import Any

NETWORK: dict[str, Any] = {
    "date": "2026-11-23",
    "machine": "AMD EPYC with 2 cores (Linux, load average 2.4 at the start)",
    "versions": "Python 3.11.7, numpy 2.4.6, torch 2.13.0+cpu, scikit-learn 1.9.1",
    "ratios": {
        "2-4-1, all 200 samples, float64": {
            "PyTorch": 5.616,
            "scikit-learn": 3.158,
            "plain loop": 1.715,
            "matrix products": 0.339,
        },
        "64-32-10, batch of 32, float64": {
            "PyTorch": 4.23,
            "scikit-learn": 3.948,
            "plain loop": 1.644,
            "matrix products": 0.398,
        },
        "784-256-128-10, batch of 128, float32": {
            "PyTorch": 1.282,
            "scikit-learn": 1.405,
            "plain loop": 1.051,
            "matrix products": 0.88,
        },
    },
    "profile": {
        "2-4-1, all 200 samples, float64": {
            "pick the batch": 0.006,
            "forward": 0.337,
            "loss": 0.198,
            "backward": 0.342,
            "update": 0.117,
        },
        "64-32-10, batch of 32, float64": {
            "pick the batch": 0.039,
            "forward": 0.422,
            "loss": 0.079,
            "backward": 0.362,
            "update": 0.098,
        },
        "784-256-128-10, batch of 128, float32": {
            "pick the batch": 0.024,
            "forward": 0.438,
            "loss": 0.005,
            "backward": 0.49,
            "update": 0.044,
        },
    },
}
