"""What tests/benchmarks/network.py measured and wrote, with one thread; no person edits it."""

from typing import Any

NETWORK: dict[str, Any] = {
    "date": "2026-11-26",
    "machine": "AMD EPYC with 2 cores (Linux, load average 0.7 at the start)",
    "versions": "Python 3.11.7, numpy 2.4.6, torch 2.13.0+cpu, jax 0.10.2, scikit-learn 1.9.1",
    "ratios": {
        "2-4-1, all 200 samples, float64": {
            "PyTorch": 7.108,
            "PyTorch compiled": 8.24,
            "JAX": 1.213,
            "scikit-learn": 2.536,
            "hand-written loop": 0.903,
            "matrix products": 0.231,
        },
        "64-32-10, batch of 32, float64": {
            "PyTorch": 5.477,
            "PyTorch compiled": 7.138,
            "JAX": 2.522,
            "scikit-learn": 3.349,
            "hand-written loop": 0.948,
            "matrix products": 0.257,
        },
        "784-256-128-10, batch of 128, float32": {
            "PyTorch": 1.201,
            "PyTorch compiled": 1.23,
            "JAX": 0.759,
            "scikit-learn": 1.333,
            "hand-written loop": 0.987,
            "matrix products": 0.835,
        },
    },
    "profile": {
        "2-4-1, all 200 samples, float64": {
            "pick the batch": 0.008,
            "forward": 0.34,
            "loss": 0.174,
            "backward": 0.347,
            "update": 0.132,
        },
        "64-32-10, batch of 32, float64": {
            "pick the batch": 0.052,
            "forward": 0.353,
            "loss": 0.084,
            "backward": 0.383,
            "update": 0.127,
        },
        "784-256-128-10, batch of 128, float32": {
            "pick the batch": 0.029,
            "forward": 0.436,
            "loss": 0.005,
            "backward": 0.485,
            "update": 0.044,
        },
    },
}
