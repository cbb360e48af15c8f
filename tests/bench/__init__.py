"""What a walk costs, beside a raw script that makes the same clicks."""
