"""The container image, built and run for real by `make container-test` (root, buildah, debootstrap; some minutes)."""
