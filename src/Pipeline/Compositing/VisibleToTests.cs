using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Steerlens.Pipeline.Tests")]
