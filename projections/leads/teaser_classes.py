"""Which step each live need of a track is shown at, so that all of them together tell nothing.

Somebody is assumed to know which enterprises have live needs, all that is true of these, and how
this works. The needs of a track are a tree (`teaser_bands.py`); each is shown as a node of its
path, its *label*. Where under a node there are as many labels as needs, all its needs are spoken
for, and none of them can be one that is shown further up: there a label would tell more than its
words. So two things always hold, and every need below a label may be the one behind it.

* Below a node that is labelled stand needs of at least `least` enterprises.
* No node but the root is spoken for: of its needs one at least is shown further up.

The root says nothing, and is labelled whatever stands below it.

A label only widens. A change touches the counts of one path, and what is asked of a node ends with
the enterprise that is enough; so it costs about the depth of the tree, not the width of the track.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from projections.leads.teaser_bands import ROOT, Path


@dataclass
class Labelled:
    """A live need, since when it is live, and the step that it is shown at."""

    id: str
    party: str
    path: Path
    came: int
    step: int = 0


@dataclass
class Node:
    """`needs` and `labels` count those in the tree under it; `labelled` are its own; `parties`
    has the enterprises of a leaf, with how many needs each has."""

    step: int
    word: str = ""
    parent: Node | None = None
    children: dict[str, Node] = field(default_factory=dict)
    needs: int = 0
    labels: int = 0
    labelled: dict[str, Labelled] = field(default_factory=dict)
    parties: Counter[str] = field(default_factory=Counter)

    @property
    def free(self) -> int:
        """How many of its needs are shown further up."""
        return self.needs - self.labels

    def upwards(self) -> Iterator[Node]:
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def crowded(self, least: int) -> bool:
        """Whether the needs below are of so many enterprises."""
        parties: set[str] = set()
        nodes = [self]
        while nodes:
            node = nodes.pop()
            parties.update(node.parties)
            if len(parties) >= least:
                return True
            nodes += node.children.values()
        return False


class Classes:
    """The live needs of one track. What changes a label writes it into `changed`, by id."""

    def __init__(self, least: int, needs: Iterable[Labelled] = ()) -> None:
        """`needs` as they were labelled before, in the order in which they came."""
        self.least = least
        self.root = Node(ROOT)
        self.needs: dict[str, Labelled] = {}
        self.changed: dict[str, int] = {}
        for need in needs:
            self._put(need)

    def arrive(self, need: Labelled) -> None:
        """Give a need the narrowest label, from its step on, with which everything holds."""
        narrowest, need.step = need.step, ROOT
        for node in self._put(need).upwards():
            if node.step >= narrowest and node.free > 1 and node.crowded(self.least):
                self._show(need, node.step)
                break
        self.changed[need.id] = need.step

    def depart(self, id: str) -> None:
        need = self.needs[id]
        nodes = list(self._leaf(need.path).upwards())
        self._take(need)
        self._settle(nodes)

    def revise(self, id: str, path: Path) -> None:
        """A need says something else: its label widens to what both have in common."""
        need = self.needs[id]
        before, old = need.path, list(self._leaf(need.path).upwards())
        self._take(need)
        need.path = path
        need.step = next(s for s in range(need.step, ROOT + 1) if path[s:] == before[s:])
        self.changed[id] = need.step
        self._settle((*old, *self._put(need).upwards()))

    def demand(self, least: int) -> None:
        """So many enterprises are wanted from now on."""
        risen, self.least = least > self.least, least
        if risen:
            self._settle(self._all())

    def _settle(self, nodes: Iterable[Node]) -> None:
        """Widen what doesn't hold among these: the nodes of whole paths."""
        upwards = sorted((node for node in nodes if node.parent), key=lambda node: node.step)
        for node in upwards:
            if node.labelled and not node.crowded(self.least):
                for need in list(node.labelled.values()):
                    self._show(need, node.step + 1)
        spoken_for = [node for node in upwards if node.needs and not node.free]
        if spoken_for:
            self._free_one(spoken_for)

    def _free_one(self, nodes: Sequence[Node]) -> None:
        """Of these, each below the next, all needs are spoken for: of those that are labelled
        lowest the one that came last is shown above them all."""
        last = max(nodes[0].labelled.values(), key=lambda need: (need.came, need.id))
        self._show(last, nodes[-1].step + 1)

    def _show(self, need: Labelled, step: int) -> None:
        self._label(need, -1)
        need.step = self.changed[need.id] = step
        self._label(need, 1)

    def _put(self, need: Labelled) -> Node:
        leaf = self.root
        for step in reversed(range(ROOT)):
            word = need.path[step]
            if word not in leaf.children:
                leaf.children[word] = Node(step, word, leaf)
            leaf = leaf.children[word]
        self.needs[need.id] = need
        leaf.parties[need.party] += 1
        for node in leaf.upwards():
            node.needs += 1
        self._label(need, 1)
        return leaf

    def _take(self, need: Labelled) -> None:
        self._label(need, -1)
        leaf = self._leaf(need.path)
        del self.needs[need.id]
        leaf.parties[need.party] -= 1
        if not leaf.parties[need.party]:
            del leaf.parties[need.party]
        for node in leaf.upwards():
            node.needs -= 1
            if not node.needs and node.parent:
                del node.parent.children[node.word]

    def _label(self, need: Labelled, change: int) -> None:
        for node in self._leaf(need.path).upwards():
            if node.step < need.step:
                continue
            node.labels += change
            if node.step == need.step and change > 0:
                node.labelled[need.id] = need
            elif node.step == need.step:
                del node.labelled[need.id]

    def _leaf(self, path: Path) -> Node:
        node = self.root
        for word in reversed(path):
            node = node.children[word]
        return node

    def _all(self) -> list[Node]:
        nodes = [self.root]
        for node in nodes:
            nodes += node.children.values()
        return nodes
