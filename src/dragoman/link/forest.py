"""Trees of ties: each node hangs on the earlier one that it is tied to most strongly.

The ties of a node depend on the nodes before it in the canonical order alone. So only the nodes that come, those that
lose what they hung on, and those that a new node attracts more strongly than what they hang on, are moved.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Forest:
    """Names of what a forest is made of, tables or SELECT statements in parentheses.

    nodes: (id, canon, fresh), those of `edges` and `stored` at least. edges: (later, earlier, score), all that a fresh
    node is part of. stored: (id, earlier, score, root), the forest as it was. lost: ids that are gone or made anew.
    """

    name: str
    nodes: str
    edges: str
    stored: str
    lost: str


GROW = """
CREATE OR REPLACE TEMP TABLE {name}_standing AS SELECT * FROM {stored} WHERE id NOT IN {lost};

CREATE OR REPLACE TEMP TABLE {name}_moved AS
WITH best AS (
    SELECT e.later, arg_min(e.earlier, {{'s': -e.score, 'c': n.canon}}) AS earlier, max(e.score) AS score
    FROM {edges} e JOIN {nodes} n ON n.id = e.earlier GROUP BY e.later
)
SELECT n.id, b.earlier, b.score FROM {nodes} n LEFT JOIN best b ON b.later = n.id WHERE n.fresh
UNION ALL
SELECT n.id, b.earlier, b.score FROM best b JOIN {nodes} n ON n.id = b.later JOIN {nodes} e ON e.id = b.earlier
    JOIN {name}_standing s ON s.id = b.later LEFT JOIN {nodes} o ON o.id = s.earlier
WHERE NOT n.fresh AND (s.earlier IS NULL OR b.score > s.score OR (b.score = s.score AND e.canon < o.canon));

CREATE OR REPLACE TEMP TABLE {name}_old_root AS
SELECT DISTINCT root FROM {stored}
WHERE {everything} OR id IN {lost} OR id IN (SELECT id FROM {name}_moved UNION ALL SELECT earlier FROM {name}_moved);

CREATE OR REPLACE TEMP TABLE {name}_twig AS
SELECT id, earlier, score FROM {name}_moved
UNION ALL SELECT id, earlier, score FROM {name}_standing
WHERE root IN (SELECT root FROM {name}_old_root) AND id NOT IN (SELECT id FROM {name}_moved);
"""


def grow(connection: duckdb.DuckDBPyConnection, forest: Forest, *, everything: str = "false") -> None:
    """Make the tables `NAME_moved(id, earlier, score)`, the nodes that hang on something new, and
    `NAME_tree(id, earlier, score, root)`, all nodes of the trees that change; `NAME_old_root(root)`: the trees that are
    no more, or no more the same. `everything`: a condition on stored nodes whose trees are wanted too."""
    connection.execute(GROW.format(**asdict(forest), everything=everything))
    twigs = connection.sql(f"SELECT id, earlier FROM {forest.name}_twig").to_arrow_table()
    ids = twigs.column("id")
    connection.register(
        "rooted", pa.table({"id": ids, "root": ids.take(pa.array(roots(ids, twigs.column("earlier"))))})
    )
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {forest.name}_tree AS
        SELECT t.*, r.root FROM {forest.name}_twig t JOIN rooted r USING (id)"""
    )
    connection.unregister("rooted")


def roots(ids: pa.ChunkedArray, earlier: pa.ChunkedArray) -> np.ndarray:
    """The row of the root of each node of trees, (n,) int64, given the id of each and of what it hangs on. Each round
    looks twice as far up."""
    above = pc.fill_null(pc.index_in(earlier, value_set=ids), -1).to_numpy()
    found = np.where(above < 0, np.arange(len(ids)), above)
    while (found != (further := found[found])).any():
        found = further
    return found
