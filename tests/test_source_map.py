"""The map from the course text that the book follows to the book: nothing of it may be missing.

The left side names each section, table, code topic, practice task and widget of the text; the right side is
the page and the heading (or the definition, for code) that has it.
"""

import re

import pytest
from house import ROOT
from markdown.extensions.toc import slugify

from nnbook.book.check import listings
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter

MAP = {
    # Neurons and Perceptrons
    "Neurons and Perceptrons": "perceptron.md#neurons-and-perceptrons",
    "Artificial Neuron, with its formula": "perceptron.md#the-artificial-neuron",
    "Biological vs Artificial Neurons": "perceptron.md#biological-and-artificial-neurons",
    "List: Biological Neuron": "perceptron.md#biological-and-artificial-neurons",
    "List: Artificial Neuron": "perceptron.md#biological-and-artificial-neurons",
    "The Perceptron Model": "perceptron.md#the-perceptron",
    "Weights and Biases": "perceptron.md#weights-and-bias",
    "Training a Perceptron": "perceptron.md#training-a-perceptron",
    "Complete Perceptron Example: Logic Gates": "perceptron.md#a-perceptron-learns-and",
    "Limitations of single perceptrons": "perceptron.md#why-xor-cannot-be-solved",
    "Multi-Layer Perceptrons (MLPs)": "perceptron.md#multi-layer-perceptrons",
    "Table: types of layers": "perceptron.md#multi-layer-perceptrons",
    "Practice: Neurons and Perceptrons": "perceptron.md#practice",
    "Task: weighted sum and step": "perceptron.md#one-neuron-by-hand",
    "Task: OR gate": "perceptron.md#a-perceptron-for-or",
    "Task: XOR with two layers": "perceptron.md#xor-from-two-layers",
    # Activation Functions
    "Activation Functions": "activations.md#activation-functions",
    "Why Non-linearity Matters, with its proof": "activations.md#why-non-linearity-matters",
    "Sigmoid Activation": "activations.md#sigmoid",
    "List: Sigmoid Advantages": "activations.md#sigmoid",
    "List: Sigmoid Disadvantages": "activations.md#sigmoid",
    "Tanh (Hyperbolic Tangent)": "activations.md#tanh",
    "ReLU (Rectified Linear Unit)": "activations.md#relu",
    "Leaky ReLU and Variants": "activations.md#leaky-relu-and-variants",
    "Parametric ReLU": "activations.md#prelu",
    "Exponential Linear Unit": "activations.md#elu",
    "Softmax for Multi-class Classification": "activations.md#softmax-for-several-classes",
    "Activation Function Comparison": "activations.md#the-functions-compared",
    "Table: comparison of activation functions": "activations.md#the-functions-compared",
    "Choosing the Right Activation, with a Keras model": "activations.md#choosing-an-activation",
    "Practice: Activation Functions": "activations.md#practice",
    "Task: plot of ReLU and sigmoid": "activations.md#relu-and-sigmoid-in-one-plot",
    "Task: gradients of sigmoid and ReLU": "activations.md#gradients-far-from-zero",
    "Task: softmax with a temperature": "activations.md#softmax-with-a-temperature",
    "Interactive: Activation Function Explorer": "activations.md#explore",
    "Table: the explorer's outputs": "activations.md#explore",
    # Forward Propagation
    "Forward Propagation": "forward.md#forward-propagation",
    "Forward Pass": "forward.md#the-forward-pass",
    "Step-by-Step Forward Propagation": "forward.md#one-sample-layer-by-layer",
    "Layer 1: Input to Hidden": "forward.md#layer-1-from-the-inputs-to-the-hidden-neurons",
    "Layer 2: Hidden to Output": "forward.md#layer-2-from-the-hidden-neurons-to-the-outputs",
    "Complete Forward Propagation Function": "forward.md#the-complete-function",
    "Batch Processing": "forward.md#batches",
    "Computing the Loss": "forward.md#the-loss",
    "Table: the five steps": "forward.md#the-five-steps",
    "Practice: Forward Propagation": "forward.md#practice",
    "Task: one layer by hand": "forward.md#a-layer-by-hand",
    "Task: three layers": "forward.md#three-layers",
    "Task: any number of layers": "forward.md#any-number-of-layers",
    # Backpropagation and Gradient Descent
    "Backpropagation and Gradient Descent": "backprop.md#backpropagation-and-gradient-descent",
    "Backpropagation, with the chain rule's formula": "backprop.md#a-chain-of-machines",
    "The Chain Rule of Calculus": "backprop.md#the-chain-rule",
    "Computing Gradients for Output Layer": "backprop.md#the-output-layer",
    "Computing Gradients for Hidden Layer": "backprop.md#the-hidden-layer",
    "Complete Backpropagation": "backprop.md#complete-backpropagation",
    "Gradient Descent Update": "backprop.md#the-gradient-descent-update",
    "List: Learning Rate Too High": "backprop.md#the-learning-rate",
    "List: Learning Rate Too Low": "backprop.md#the-learning-rate",
    "The Complete Training Loop": "backprop.md#the-training-loop",
    "Gradient Descent Variants": "backprop.md#batch-mini-batch-and-stochastic",
    "Table: variants of gradient descent": "backprop.md#batch-mini-batch-and-stochastic",
    "Putting It All Together": "backprop.md#putting-it-all-together",
    "Practice: Backpropagation and Gradient Descent": "backprop.md#practice",
    "Task: derivatives by the chain rule": "backprop.md#the-chain-rule-with-a-weight-and-a-bias",
    "Task: gradient checking": "backprop.md#gradient-checking",
    "Task: descent in 3D": "backprop.md#descent-on-a-surface",
    # Key Takeaways
    "Key Takeaways": "takeaways.md#key-takeaways",
    "Takeaway: Biological Inspiration": "takeaways.md#a-neuron-is-a-weighted-sum-with-a-bend",
    "Takeaway: Perceptron Foundation": "takeaways.md#one-neuron-learns-what-a-straight-line-can-separate",
    "Takeaway: Non-linear Activations": "takeaways.md#without-a-bend-depth-is-worth-nothing",
    "Takeaway: Forward Propagation": "takeaways.md#forward-is-two-lines-for-each-layer",
    "Takeaway: Backpropagation": "takeaways.md#backward-is-the-chain-rule",
    "Takeaway: Gradient Descent": "takeaways.md#learning-is-walking-downhill",
    # Test your understanding
    "Knowledge Check": "quiz.md#knowledge-check",
}

# What the text defines in code, and which chapter shows ours.
CODE = {
    "class Perceptron: predict, train": ("Perceptron", "perceptron.md"),
    "step": ("step", "perceptron.md"),
    "sigmoid": ("sigmoid", "activations.md"),
    "sigmoid_derivative": ("sigmoid_derivative", "activations.md"),
    "tanh": ("tanh", "activations.md"),
    "tanh_derivative": ("tanh_derivative", "activations.md"),
    "relu": ("relu", "activations.md"),
    "relu_derivative": ("relu_derivative", "activations.md"),
    "leaky_relu": ("leaky_relu", "activations.md"),
    "elu": ("elu", "activations.md"),
    "softmax": ("softmax", "activations.md"),
    "softmax_with_temperature": ("softmax", "activations.md"),
    "forward_propagation": ("forward_propagation", "forward.md"),
    "forward_3layer": ("forward_propagation", "forward.md"),
    "forward_deep": ("forward_propagation", "forward.md"),
    "compute_loss": ("compute_loss", "forward.md"),
    "backward_output_layer": ("backward_propagation", "backprop.md"),
    "backward_hidden_layer": ("backward_propagation", "backprop.md"),
    "backward_propagation": ("backward_propagation", "backprop.md"),
    "update_parameters": ("update_parameters", "backprop.md"),
    "train_network": ("train_network", "backprop.md"),
    "numerical_gradient": ("numerical_gradient", "backprop.md"),
}


def sections(page: str) -> dict[str, str]:
    """Map the anchor of each heading, as the site makes it, to the text up to the next one of its rank."""
    chapter = Chapter.read(ROOT / "docs" / page)
    lines = chapter.text.split("\n")
    headings = [
        (token.map[0], int(token.tag[1]), slugify(re.sub(r"[`*$]", "", content.content), "-"))
        for token, content in zip(chapter.tokens, chapter.tokens[1:], strict=False)
        if token.type == "heading_open" and token.map
    ]
    found = {}
    for number, (line, rank, anchor) in enumerate(headings):
        ends = [later for later, other, _ in headings[number + 1 :] if other <= rank]
        found[anchor] = "\n".join(lines[line : ends[0] if ends else None])
    return found


@pytest.mark.parametrize("topic", MAP)
def test_every_part_of_the_text_has_its_place(topic: str) -> None:
    """The page exists and has the heading."""
    page, _, anchor = MAP[topic].partition("#")
    assert (ROOT / "docs" / page).exists(), f"{topic}: there is no docs/{page}"
    found = sections(page)
    assert anchor in found, f"{topic}: docs/{page} has no heading #{anchor}, only {', '.join(found)}"
    if topic.startswith("Table: "):
        table = r"^\|( *:?-+:? *\|)+$" if "explorer" not in topic else r"^```output$"
        assert re.search(table, found[anchor], re.MULTILINE), f"{topic}: no table in docs/{page}#{anchor}"


@pytest.mark.parametrize("topic", CODE)
def test_every_function_of_the_text_is_used_in_its_chapter(topic: str, book: Book) -> None:
    """The library defines what stands for it, and a block of the chapter shows or calls it."""
    name, page = CODE[topic]
    assert name in listings.public_definitions(book.library), f"{topic}: the library has no {name}"
    code = "\n".join(block.source for block in Chapter.read(ROOT / "docs" / page).blocks)
    assert re.search(rf"\b{name}\(", code), f"{topic}: no block of docs/{page} uses {name}"


@pytest.mark.parametrize("page", ["perceptron.md", "activations.md", "forward.md", "backprop.md"])
def test_every_task_has_its_solution(page: str) -> None:
    """Each of the source's three tasks, which come first, has a solution with a block in it that runs."""
    practice = Chapter.read(ROOT / "docs" / page).text.partition("\n## Practice\n")[2]
    tasks = re.split(r"^### ", practice, flags=re.MULTILINE)[1:]
    assert len(tasks) >= 3
    for task in tasks[:3]:
        solution = re.search(
            r'<details class="solution" markdown="1">(.*)^</details>', task, re.DOTALL | re.MULTILINE
        )
        assert solution and "\n```python" in solution[1], task.splitlines()[0]
