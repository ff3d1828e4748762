using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Tests.Commands;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Outputs;

public sealed class NpyWriterTests(ITestOutputHelper log) : IDisposable
{
    private readonly FileTree _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(66, 200)]
    [InlineData(5, 22)]
    [InlineData(1, 100000)]
    public void Write_AnySize_HeaderAndValuesAsTheFormatSays(int height, int width)
    {
        var map = Map(height, width);
        new NpyWriter(_files["maps"], height, width, false).Write(123, map);

        var bytes = File.ReadAllBytes(_files["maps/000123.npy"]);
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0], bytes[..8]);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        Assert.Equal(0, (10 + length) % 64);
        var header = Encoding.ASCII.GetString(bytes, 10, length);
        Assert.Equal($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({height}, {width}), }}", header.TrimEnd());
        Assert.EndsWith("\n", header, StringComparison.Ordinal);
        var values = Enumerable.Range(0, map.Length).Select(index => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(10 + length + (index * 4))));
        Assert.Equal(map, values);
        Assert.Equal(10 + length + (map.Length * 4), bytes.Length);
    }

    [Fact]
    public void Write_ReadByNumpy_SameShapeAndValues()
    {
        var map = Map(66, 200);
        new NpyWriter(_files["maps"], 66, 200, false).Write(0, map);
        NpyWriter.WriteFile(_files["one.npy"], map, 66, 200, false);
        const string script =
            "import sys, numpy\n"
            + "for path in sys.argv[1:]:\n"
            + "    a = numpy.load(path)\n"
            + "    print(a.shape, a.dtype, *[format(v, '.6g') for v in (a[0, 0], a[65, 199], a[3, 7])])\n";

        if (Python(script, _files["maps/000000.npy"], _files["one.npy"]) is not { } answer)
        {
            log.WriteLine("skipped: no python3 with numpy here");
            return;
        }

        var expected = FormattableString.Invariant($"(66, 200) float32 {map[0]} {map[^1]} {map[(3 * 200) + 7]}");
        Assert.Equal([expected, expected], answer.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public void Write_Done_LeavesNoPartialFile()
    {
        var writer = new NpyWriter(_files["maps"], 2, 2, false);
        for (var index = 0; index < 3; index++) writer.Write(index, [1, 2, 3, 4]);

        Assert.Equal<string[]>(["000000.npy", "000001.npy", "000002.npy"], Directory.GetFiles(_files["maps"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray()!);
    }

    [Fact]
    public void New_FolderHoldsMaps_RefusedUnlessOverwritten()
    {
        new NpyWriter(_files["maps"], 1, 1, false).Write(0, [1]);

        Assert.Equal(ExitCode.OutputUnwritable, Assert.Throws<SteerlensException>(() => new NpyWriter(_files["maps"], 1, 1, false)).ExitCode);
        new NpyWriter(_files["maps"], 1, 1, true).Write(0, [2]);
        Assert.Equal(2f, BinaryPrimitives.ReadSingleLittleEndian(File.ReadAllBytes(_files["maps/000000.npy"]).AsSpan()[^4..]));
    }

    [Fact]
    public void New_Overwriting_RemovesMapsOfAnEarlierRunAndNothingElse()
    {
        string[] kept = ["12345.npy", "frame-000001.npy", "000001.txt", "00000a.npy"];
        Directory.CreateDirectory(_files["maps"]);
        foreach (var name in kept.Append("000007.npy").Append("1234567.npy")) File.WriteAllText(Path.Combine(_files["maps"], name), "");

        _ = new NpyWriter(_files["maps"], 1, 1, true);

        Assert.Equal(kept.Order(StringComparer.Ordinal), Directory.GetFiles(_files["maps"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_DiskFull_LeavesNoPartialFile()
    {
        if (!OperatingSystem.IsLinux()) return;
        var writer = new NpyWriter(_files["maps"], 1, 1, false);
        File.CreateSymbolicLink(_files["maps/000003.partial.npy"], "/dev/full");
        File.CreateSymbolicLink(_files["one.partial.npy"], "/dev/full");

        var failures = new[]
        {
            Assert.Throws<SteerlensException>(() => writer.Write(3, [1])),
            Assert.Throws<SteerlensException>(() => NpyWriter.WriteFile(_files["one.npy"], [1], 1, 1, false)),
        };

        Assert.All(failures, failure => Assert.Equal(ExitCode.OutputUnwritable, failure.ExitCode));
        Assert.Empty(Directory.GetFileSystemEntries(_files["maps"]));
        Assert.Equal([_files["maps"]], Directory.GetFileSystemEntries(_files.Folder));
    }

    [Fact]
    public void New_FolderIsAFile_Unwritable()
    {
        File.WriteAllText(_files["maps"], "");
        Assert.Equal(ExitCode.OutputUnwritable, Assert.Throws<SteerlensException>(() => new NpyWriter(_files["maps"], 1, 1, true)).ExitCode);
        Assert.Equal(ExitCode.OutputUnwritable, Assert.Throws<SteerlensException>(() => new NpyWriter(_files["maps/in"], 1, 1, true)).ExitCode);
    }

    private static float[] Map(int height, int width) => [.. Enumerable.Range(0, height * width).Select(index => (index * 0.25f) - 7)];

    private static string? Python(string script, params string[] arguments)
    {
        foreach (var program in new[] { "/usr/bin/python3", "python3", "python" })
        {
            var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in new[] { "-c", script }.Concat(arguments)) start.ArgumentList.Add(argument);
            try
            {
                using var process = Process.Start(start)!;
                process.ErrorDataReceived += (_, _) => { };
                process.BeginErrorReadLine();
                var answer = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0) return answer;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // This one is not installed; the next may be.
            }
        }

        return null;
    }
}
