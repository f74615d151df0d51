"""What a reader is told beside an error that comes of where the code runs, and not of what it says."""

import ast
import difflib
import errno
import sys
import traceback

_THREE = "This Python has NumPy, Matplotlib and nnbook"
_ONE_THREAD = (
    "The page's Python has one thread and one process: "
    "threads, pools and other programs run in a Python at home."
)
_NO_NETWORK = "The page's Python reaches no other computer: a Python at home does."

# What people import, and what pip calls it where that is another name. A name that is not here may be a slip,
# and nobody is sent to install what somebody else has called so.
_PACKAGES = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dotenv": "python-dotenv",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "tensorboard": "tensorboard",
    "umap": "umap-learn",
    "yaml": "pyyaml",
} | {
    name: name
    for name in (
        "accelerate altair autograd bokeh cupy cvxpy dask datasets diffusers django einops fastai "
        "fastapi flask flax graphviz gym gymnasium h5py hypothesis imageio IPython ipywidgets jax "
        "joblib keras lightgbm lightning micrograd mlflow mypy networkx nltk numba onnx onnxruntime "
        "openai openpyxl optax optuna pandas plotly polars psutil pyarrow pydantic pygame pytest "
        "requests rich scipy seaborn sentencepiece shap spacy statsmodels sympy tensorflow tiktoken "
        "timm tokenizers torch torchaudio torchvision tqdm transformers wandb xarray xgboost"
    ).split()
}
_OURS = ("numpy", "matplotlib", "nnbook")


def of_error(error: BaseException) -> str:
    """Return what helps with an error, or an empty text; code stands between backticks."""
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    if _wants_threads(error, files):
        return _ONE_THREAD
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _of_module(error.name.partition(".")[0])
    if any("/urllib/" in file or "/http/client" in file or file.endswith("/socket.py") for file in files):
        return _NO_NETWORK
    if isinstance(error, SyntaxError) and str(error.msg).startswith("'await' outside"):
        return "A script awaits within `async def main():`, and ends in `asyncio.run(main())`."
    return ""


def _wants_threads(error: BaseException, files: list[str]) -> bool:
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return True
    if isinstance(error, AttributeError) and error.obj is sys.modules.get("os") and "fork" in str(error.name):
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOSYS:
        return True
    places = ("/multiprocessing/", "/concurrent/futures/process", "/subprocess.py")
    inside = any(place in file for place in places for file in files)
    return inside and isinstance(error, OSError | ImportError | NotImplementedError | RuntimeError)


def _of_module(name: str) -> str:
    if name in _PACKAGES:
        return f"{_THREE}. At home, `pip install {_PACKAGES[name]}` brings `{name}`."
    if name in _OURS:
        return ""
    if name in sys.stdlib_module_names:
        return f"{_THREE}; of Python's own modules it lacks `{name}`, which a Python at home has."
    near = difflib.get_close_matches(name, _OURS, 1) or difflib.get_close_matches(
        name, [*_PACKAGES, *sys.stdlib_module_names], 1, 0.8
    )
    meant = f" Was `{near[0]}` meant?" if near else " At home, `pip install` brings others."
    return f"{_THREE}, and no `{name}`.{meant}"


def of_value(value: object) -> str:
    """Return what helps where the last line has a value that nothing shows, or an empty text."""
    if value is None or type(value).__module__.partition(".")[0] == "matplotlib":
        return ""
    if isinstance(value, list | tuple) and value and not of_value(value[0]):  # plt.plot returns its lines
        return ""
    return "The last line has a value, and a script does not show it by itself: `print(…)` does."


def last_value(tree: ast.Module) -> ast.expr | None:
    """Return the expression in which code ends, where its value may be meant to be shown."""
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        return None
    value = last.value.value if isinstance(last.value, ast.Constant) else 0
    if isinstance(value, str) or value is ...:
        return None  # a comment as a text, or a place that is left open
    return last.value
