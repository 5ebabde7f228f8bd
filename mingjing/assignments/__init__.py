"""任务: what a unit must do by a last day, on which article, and how it ended."""
