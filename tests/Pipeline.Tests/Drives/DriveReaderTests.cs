using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Tests.Commands;
using Steerlens.Tests;

namespace Steerlens.Pipeline.Tests.Drives;

public sealed class DriveReaderTests : IDisposable
{
    private readonly FileTree _files = new("a.jpg", "b.jpg", "c.jpg", "IMG/center_2020_06_08_23_59_59_900.jpg", "IMG/center_2020_06_09_00_00_00_000.jpg", "IMG/center_2020_06_09_00_10_00_000.jpg");

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Read_ChallengeLabels_AreRadiansToTheLeft()
    {
        var drive = Read("steering.csv", "index,frame,timestamp_ns,steering_rad\n7,a.jpg,1000000000,-0.25\n8,b.jpg,1050000000,0.5\n10,c.jpg,1150000000,0\n");

        Assert.Equal([0.25, -0.5, 0], drive.Frames.Select(frame => frame.Angle));
        Assert.Equal([0, 0.05, 0.15], drive.Frames.Select(frame => Math.Round(frame.Seconds, 6)));
        Assert.Equal([true, false, true], drive.Frames.Select(frame => frame.FollowsGap));
        Assert.Equal((1, "20/1"), (drive.Gaps, drive.Rate.ToString()));
    }

    [Theory]
    [InlineData("center,left,right,steering,throttle,brake,speed\n")]
    [InlineData("")]
    public void Read_SimulatorLog_IsAShareOf25DegreesToTheRight(string header)
    {
        var drive = Read("driving_log.csv", header
            + "C:\\old\\IMG\\center_2020_06_08_23_59_59_900.jpg, l.jpg, r.jpg, 1, 0, 0, 3.1E-05\n/home/me/IMG/center_2020_06_09_00_00_00_000.jpg,l,r,-0.2,0,0,0\nIMG/center_2020_06_09_00_10_00_000.jpg,l,r,0,0,0,0\n");

        Assert.Equal([25, -5, 0], drive.Frames.Select(frame => Math.Round(double.RadiansToDegrees(frame.Angle), 9)));
        Assert.Equal([0, 0.1, 600.1], drive.Frames.Select(frame => Math.Round(frame.Seconds, 3)));
        Assert.Equal([true, false, true], drive.Frames.Select(frame => frame.FollowsGap));
        Assert.Equal(_files[Path.Combine("IMG", "center_2020_06_09_00_10_00_000.jpg")], drive.Frames[2].Picture);
    }

    [Fact]
    public void Read_DegreeText_IsDegreesToTheRight()
    {
        var drive = Read("data.txt", "a.jpg 90\nb.jpg -45.000000\n");
        var timed = Read("data.txt", "a.jpg 90,2018-07-01 17:09:44:912\nb.jpg 0,2018-07-01 17:09:44:945\n");

        Assert.Equal([Math.PI / 2, -Math.PI / 4], drive.Frames.Select(frame => frame.Angle));
        Assert.Equal(0.033, timed.Frames[1].Seconds, 3);
    }

    [Fact]
    public void Read_PlainLabels_AreRadiansToTheRight()
    {
        var drive = Read("mine.csv", "file,angle_rad,seconds\r\na.jpg,0.1,5\r\nb.jpg,0.2,4.5\r\nc.jpg,0.3,4.6\r\n");

        Assert.Equal([0.1, 0.2, 0.3], drive.Frames.Select(frame => frame.Angle));
        Assert.Equal([0, 2, 2.1], drive.Frames.Select(frame => Math.Round(frame.Seconds, 6)));
        Assert.True(drive.Frames[1].FollowsGap, "a clock that runs backwards is a cut");
    }

    [Theory]
    [InlineData("mine.csv", "file,angle_rad\na.jpg,0.1\nb.jpg,much\n", "line 3: 'much' is no angle")]
    [InlineData("mine.csv", "file,angle_rad\na.jpg,0.1\nb.jpg\n", "line 3: it is no line of file,angle_rad")]
    [InlineData("mine.csv", "file,angle_rad\na.jpg,NaN\n", "line 2: 'NaN' is no angle")]
    [InlineData("mine.csv", "file,angle_rad\na.jpg,500\n", "its unit is another one")]
    [InlineData("mine.csv", "file,angle_rad\na.jpg,0\nlost.jpg,0.1\n", "line 3: its picture 'lost.jpg' is in none of")]
    [InlineData("mine.csv", "file,angle_rad\n", "there are no labels in the file")]
    [InlineData("mine.csv", "", "is no labels file")]
    [InlineData("mine.csv", "time,temperature\n1,2\n", "is no labels file")]
    [InlineData("data.txt", "a.jpg 1\na.jpg,2,3\n", "line 2: it is no line 'picture degrees'")]
    [InlineData("data.txt", "a.jpg 1\nb.jpg 1,2018-07-01 17:09:44:912\n", "line 2: it says another thing about its time")]
    [InlineData("steering.csv", "index,frame,timestamp_ns,steering_rad\n1,a.jpg,soon,0\n", "line 2: its time stamp 'soon'")]
    public void Read_WrongLine_NamesFileAndLine(string name, string text, string reason)
    {
        var failure = Assert.Throws<SteerlensException>(() => Read(name, text));

        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Equal(ExitCode.InputUnreadable, failure.ExitCode);
    }

    [Fact]
    public void Read_EndlessLine_IsRefused()
    {
        var failure = Assert.Throws<SteerlensException>(() => Read("mine.csv", "file,angle_rad\n" + new string('a', 1 << 20)));

        Assert.Contains("line 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Folder_TakesItsOnlyLabels()
    {
        File.WriteAllText(_files["notes.csv"], "time,temperature\n1,2\n");
        File.WriteAllText(_files["mine.csv"], "file,angle_rad\na.jpg,0.1\n");
        Assert.Equal(_files["mine.csv"], DriveReader.Read(_files.Folder).Labels);

        File.WriteAllText(_files["other.csv"], "file,angle_rad\nb.jpg,0.1\n");
        Assert.Contains("mine.csv and other.csv", Assert.Throws<SteerlensException>(() => DriveReader.Read(_files.Folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("udacity-ch2-test/steering.csv", 4714, 1, "20/1", -0.9483, 0.8775)]
    [InlineData("udacity-sim-track1/driving_log.csv", 5020, 1, "64/5", -0.4145, 0.4363)]
    public void Read_SharedDrive_HasWhatItsDescriptionSays(string file, int frames, int gaps, string rate, double least, double most)
    {
        if (RealFrames.Data(file) is not { } path) return;

        var drive = DriveReader.Read(Path.GetDirectoryName(path)!);

        Assert.Equal((frames, gaps, rate), (drive.Frames.Count, drive.Gaps, drive.Rate.ToString()));
        Assert.InRange(drive.Frames.Min(frame => frame.Angle), least - 0.02, least + 0.02);
        Assert.InRange(drive.Frames.Max(frame => frame.Angle), most - 0.02, most + 0.02);
    }

    private LabelledDrive Read(string name, string text)
    {
        File.WriteAllText(_files[name], text);
        return DriveReader.Read(_files[name]);
    }
}
