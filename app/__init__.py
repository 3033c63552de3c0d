"""Lianjian 联检: joint-inspection casework for regulators. `app.factory` makes the application."""
