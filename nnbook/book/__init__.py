"""How the book is made: what authors write becomes pages whose every number came from code that ran.

The rooms, each of which uses only those before it: `content` and `run`, `results`, `check`, `page`, `site`.
"""

GET_PYTHON = "python -m nnbook.book.site.browser.runtime"  # brings Python for the reader's browser
