"""What tests/benchmarks/network.py measured and wrote, with one thread; no person edits it."""

from typing import Any

NETWORK: dict[str, Any] = {
    "date": "2026-11-26",
    "machine": "AMD EPYC with 2 cores (Linux, load average 9.4 at the start)",
    "versions": "Python 3.11.7, numpy 2.4.6, torch 2.13.0+cpu, jax 0.10.2, scikit-learn 1.9.1",
    "ratios": {
        "2-4-1, all 200 samples, float64": {
            "PyTorch": 7.585,
            "PyTorch compiled": 7.627,
            "JAX": 1.189,
            "scikit-learn": 2.675,
            "hand-written loop": 0.895,
            "matrix products": 0.165,
        },
        "64-32-10, batch of 32, float64": {
            "PyTorch": 5.004,
            "PyTorch compiled": 5.451,
            "JAX": 1.411,
            "scikit-learn": 3.395,
            "hand-written loop": 1.176,
            "matrix products": 0.179,
        },
        "784-256-128-10, batch of 128, float32": {
            "PyTorch": 1.293,
            "PyTorch compiled": 1.609,
            "JAX": 0.981,
            "scikit-learn": 1.743,
            "hand-written loop": 1.005,
            "matrix products": 0.677,
        },
    },
    "profile": {
        "2-4-1, all 200 samples, float64": {
            "pick the batch": 0.009,
            "forward": 0.33,
            "loss": 0.206,
            "backward": 0.326,
            "update": 0.129,
        },
        "64-32-10, batch of 32, float64": {
            "pick the batch": 0.067,
            "forward": 0.35,
            "loss": 0.105,
            "backward": 0.365,
            "update": 0.113,
        },
        "784-256-128-10, batch of 128, float32": {
            "pick the batch": 0.055,
            "forward": 0.403,
            "loss": 0.016,
            "backward": 0.44,
            "update": 0.086,
        },
    },
}
