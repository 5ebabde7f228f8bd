"""报送: what units must hand in by a day, annual reports and other material, and who was late (ACC-8)."""
