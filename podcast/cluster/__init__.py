"""Jobs on the workers of a dask cluster: `podcast build --executor dask://HOST:PORT`; see docs/en/cluster.md.

`executor` is the entry: an executor for the steps of a build. `handshake` compares the workers with this computer;
`worker` is what runs there, with each job in a process of its own (`job_process`); `store` carries files where the
workers do not see the show's folder. dask is imported in this package alone, and only when the first job comes.
"""
