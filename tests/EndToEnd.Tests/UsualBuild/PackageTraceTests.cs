using Steerlens.EndToEnd.Tests.Running;
using Steerlens.Kernels.Engines;

namespace Steerlens.EndToEnd.Tests.UsualBuild;

/// <summary>The usual build knows nothing of the packages of its flavour with Windows CUDA packages: not in what it restores, not in what it puts out.</summary>
public sealed class PackageTraceTests
{
    private static readonly string[] Names = ["Emgu", "ML.OnnxRuntime", "FFMpegCore"];

    public static TheoryData<string> Projects => [.. Directory.EnumerateFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(RepositoryRoot.Path, Path.GetDirectoryName(path)!))
        .Where(folder => !folder.Split(Path.DirectorySeparatorChar).Any(part => part is "node_modules" or "bin" or "obj" || part.StartsWith('.')))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task RestoredPackages_OfEachProject_AreNoneOfThem(string project)
    {
        var folder = Path.Combine(RepositoryRoot.Path, project);
        AssertNone(await File.ReadAllTextAsync(Path.Combine(folder, "packages.lock.json")), $"the lock file of {project}");
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        if (File.Exists(assets)) AssertNone(await File.ReadAllTextAsync(assets), $"what {project} restored");
    }

    [Fact]
    public async Task Output_OfTheProgram_HasNoneOfThem()
    {
        var files = Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, file => Path.GetFileName(file) is "steerlens.dll");
        AssertNone(string.Join('\n', files.Select(file => Path.GetRelativePath(AppContext.BaseDirectory, file))), "the output folder");
        foreach (var file in files.Where(file => file.EndsWith(".deps.json", StringComparison.Ordinal))) AssertNone(await File.ReadAllTextAsync(file), Path.GetFileName(file));
    }

    [Fact]
    public void Assemblies_OfTheProgram_ReferToNoneOfThem()
    {
        Assert.Empty(BackEnds.All);
        foreach (var assembly in (Type[])[typeof(BackEnds), typeof(Steerlens.Models.Network), typeof(Steerlens.Pipeline.ExitCode)])
        {
            AssertNone(string.Join('\n', assembly.Assembly.GetReferencedAssemblies().Select(name => name.Name)), assembly.Assembly.FullName!);
            Assert.DoesNotContain(assembly.Assembly.GetTypes(), type => Names.Append("EmguCv").Append("OnnxRuntime").Any(name => type.Namespace?.EndsWith(name, StringComparison.Ordinal) is true));
        }
    }

    private static void AssertNone(string text, string where) =>
        Assert.All(Names, name => Assert.False(text.Contains(name, StringComparison.OrdinalIgnoreCase), $"{where} has {name}"));
}
