"""The release of the course itself, as lesson 01 teaches it: a package of each version, built once.

A **release** makes packages with a version and a digest, and brings nothing to anybody. What brings
them to schools, by hand, is the deploy. There are two packages of a version: one for students, and
one for instructors, which is all of that with the solutions, the notes and the pages for teaching.

Both are made of one commit, as git keeps it, so what lies about in a folder is never in them. The
order, the times and the rights of the files are fixed, and the same commit gives the same bytes.
They are compressed: with another compressor (zlib-ng in place of zlib) the bytes may differ.

=================  ============================================================================
`source`           the commit: its version, its date, its files
`built`            what is made of it by programs: the wheel of the library, the slides
`contents`         which file is in which package, and how it reads there
`leaks`            whether anything that is the instructor's is in the students' package
`package`          the files as one zip file; the digests of all
=================  ============================================================================

`python -m release` (`make release`) writes both, and `SHA256SUMS`, to `dist/`.
"""
