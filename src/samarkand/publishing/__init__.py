"""How results leave: folders of tables written whole, and pages for people."""
