"""Pure statistics: Series and DataFrames in, tidy tables out."""
