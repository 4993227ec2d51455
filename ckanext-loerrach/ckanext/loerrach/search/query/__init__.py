"""From the text of a query in Solr's syntax to SQL: lexer, parser, tree, translation."""
