global using MfNotebooks.Tests.Notebooks.Support;
global using Xunit;
