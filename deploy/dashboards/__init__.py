"""The Grafana dashboards, as tables of panels; deploy/generate.py writes them to deploy/grafana/dashboards."""
