"""The control register: what must hold at each hop, what checks it, and how much each hop holds."""
